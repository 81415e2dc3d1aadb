/** Highlights C with shiki, using its JavaScript engine (the page's policy allows no other) and the theme's colours. */
import { createHighlighterCore, createCssVariablesTheme, type HighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import c from 'shiki/langs/c.mjs';

export interface Token {
  content: string;
  /** "token-keyword", or "" for plain text. */
  className: string;
}

const PREFIX = '--c-';
let highlighter: Promise<HighlighterCore> | null = null;

export async function highlightC(text: string): Promise<Token[][]> {
  highlighter ??= createHighlighterCore({
    themes: [createCssVariablesTheme({ name: 'ours', variablePrefix: PREFIX })], langs: [c], engine: createJavaScriptRegexEngine(),
  });
  const { tokens } = (await highlighter).codeToTokens(text, { lang: 'c', theme: 'ours' });
  return tokens.map((line) => line.map(({ content, color }) => ({ content, className: classOf(color) })));
}

/** The theme uses `var(--c-token-keyword)`; a class does the same without an inline style. */
function classOf(colour: string | undefined): string {
  return /--c-(token-[a-z-]+)/.exec(colour ?? '')?.[1] ?? '';
}
