/** The program that runs: what is known of it, how to end it, and the calls that are held. */
import './program.css';
import { detachProgram, stopProgram, useProgram } from '../store/program.ts';
import { Conditions } from './conditions.tsx';
import { HeldActions } from './held-actions.tsx';
import { HeldCall } from './held-call.tsx';
import { ProgramOutput } from './program-output.tsx';
import { strings } from './strings.ts';

export function ProgramBar() {
  const state = useProgram((s) => s.state);
  if (!state) return null;
  const { mode, status, title, length, launched, notes, end, failed, output, source } = state;
  const running = status === 'running';
  return (
    <section className="program-bar" data-testid="program-bar" data-status={status} aria-label={strings.bar.label}>
      <div className="program-line">
        <i className="lamp" data-real={running} aria-hidden="true" />
        <b>{running ? strings.bar.mode[mode] : strings.bar.end[mode]}</b>
        <span className="mono program-title" title={title}>{title}</span>
        <span data-testid="program-steps">{strings.bar.steps(length)}</span>
        {running && source === 'bpf' && <span className="quiet-text">{strings.bar.stepsLater}</span>}
        {end !== null && <span data-testid="program-end" data-tone={failed ? 'bad' : undefined}>{end}</span>}
        <span className="spring" />
        {running && (
          <span className="controls">
            <button type="button" data-testid="program-detach" onClick={() => void detachProgram()} title={strings.bar.detachTitle}>
              {strings.bar.detach}</button>
            <button type="button" className="danger" data-testid="program-stop" onClick={() => void stopProgram()}
              title={strings.bar.stopTitle[launched ? 'launched' : 'attached']}>{strings.bar.stop}</button>
          </span>
        )}
      </div>
      <div className="program-more">
        {/* oxlint-disable-next-line react/no-array-index-key -- the same note can come twice */}
        {notes.length > 0 && <ul className="notes">{notes.map((note, i) => <li key={i}>{note}</li>)}</ul>}
        <ProgramOutput text={output} failed={failed} />
        {mode === 'debug' && running && <Conditions />}
        <HeldCall />
      </div>
      <HeldActions />
    </section>
  );
}
