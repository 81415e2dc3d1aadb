/** The end of what the program wrote: folded, and open once it has failed. */
import { strings } from './strings.ts';

export function ProgramOutput({ text, failed }: { text: string; failed: boolean }) {
  if (text === '') return null;
  return (
    // A new element when it fails, which opens it once: the user can fold it again.
    <details className="program-output" data-testid="program-output" key={String(failed)} open={failed}>
      <summary>{strings.bar.output(text.trimEnd().split('\n').length)}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and a keyboard must reach it */}
      <pre className="mono" tabIndex={0} aria-label={strings.bar.outputLabel}>{text}</pre>
    </details>
  );
}
