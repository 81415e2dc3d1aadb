/** One C file, highlighted, with line numbers; the lines of a step are marked and scrolled into view. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CodeFile } from '../../shared/codegen/index.ts';
import { type Token, highlightC } from './highlight.ts';

export function CodeText({ file, step }: { file: CodeFile; step: number | null }) {
  const scroller = useRef<HTMLElement>(null);
  const [tokens, setTokens] = useState<{ text: string; lines: readonly (readonly Token[])[] } | null>(null);
  useEffect(() => {
    let gone = false;
    void highlightC(file.text).then((lines) => { if (!gone) setTokens({ text: file.text, lines }); });
    return () => { gone = true; };
  }, [file.text]);
  // Plain until the highlighter has been loaded.
  const lines = useMemo(() =>
    (tokens?.text === file.text ? tokens.lines : file.text.split('\n').map((content) => [{ content, className: '' }])),
    [tokens, file.text]);
  const marked = file.lines.filter((l) => l.step === step);
  const first = marked[0]?.from ?? null;
  useEffect(() => {
    const element = scroller.current;
    const line = first === null ? null : element?.querySelector(`[data-line="${first}"]`);
    if (!element || !line) return;
    // scrollIntoView would also scroll every box around this one, including those that the user cannot scroll back.
    const offset = line.getBoundingClientRect().top - element.getBoundingClientRect().top;
    element.scrollTo({ top: element.scrollTop + offset - element.clientHeight / 2 });
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another file, or the same one coloured, has new lines
  }, [first, file.name, lines]);
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="code-text" ref={scroller} aria-label={file.name} tabIndex={0}>
      <pre data-testid="c-text">
        {lines.map((line, i) => {
          const n = i + 1;
          const here = marked.some(({ from, to }) => n >= from && n <= to);
          return (
            // Lines of one text never change places.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={n} className="code-line" data-line={n} data-here={here}>
              <span className="line-number" aria-hidden="true">{n}</span>
              {/* oxlint-disable-next-line react/no-array-index-key */}
              <span>
                {line.map(({ content, className },
                  j) => (className === '' ? content : <span key={j} className={className}>{content}</span>))}</span>
              {'\n'}
            </div>
          );
        })}
      </pre>
    </section>
  );
}
