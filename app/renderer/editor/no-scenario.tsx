/** The Scenario tab of a recording: what is absent, and the command that makes a scenario of it. */
import { CopyButton } from '../components/copy-button.tsx';
import { filled } from '../components/filled.tsx';
import { strings } from './strings.ts';

export function NoScenario() {
  return (
    <div className="no-scenario" data-testid="no-scenario">
      <h3>{strings.none.heading}</h3>
      <p>{strings.none.text}</p>
      <pre className="mono">{strings.none.command}<CopyButton text={strings.none.command} what={strings.none.copy} /></pre>
      <p className="quiet-text">
        {filled(strings.none.places, { trace: <code>{strings.none.trace}</code>, socket: <code>{strings.none.socket}</code> })}
      </p>
    </div>
  );
}
