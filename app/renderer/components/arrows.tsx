/** The bundled typefaces have no arrows, and system fonts are not relied on: arrows in texts are drawn. */
import { Fragment } from 'react';
import { own } from '../../shared/base/own.ts';
import { strings } from './strings.ts';

const PATHS: Readonly<Record<string, { d: string; words: string }>> = {
  '→': { d: 'M1 6h10M8 3l3 3-3 3', words: strings.to },
  '⇄': { d: 'M2 4h9M8.5 1.5 11 4 8.5 6.5M10 8.5H1M3.5 6 1 8.5 3.5 11', words: strings.connectedTo },
};

/** Draws → and ⇄ in a text as lines in the text's colour. */
export function Arrows({ text }: { text: string }) {
  // In an element: a bare string would pass visible-jsx by.
  if (!/[→⇄]/.test(text)) return <>{text}</>;
  return text.split(/([→⇄])/).map((part, i) => {
    const arrow = own(PATHS, part);
    // Parts of one text never change places.
    // oxlint-disable-next-line react/no-array-index-key
    return arrow ? <Arrow key={i} {...arrow} /> : <Fragment key={i}>{part}</Fragment>;
  });
}

function Arrow({ d, words }: { d: string; words: string }) {
  return (
    <>
      <svg className="arrow" width="12" height="12" viewBox="0 0 12 12" aria-hidden="true" fill="none" stroke="currentColor"
        strokeWidth="1.1"><path d={d} /></svg>
      <span className="hidden-words">{words}</span>
    </>
  );
}
