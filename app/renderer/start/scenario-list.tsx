/** The library, grouped by whose rules it shows. */
import type { LibraryEntry } from '../../shared/contract.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import { plural } from '../../shared/words/values.ts';

const GROUPS: readonly { rules: Rules; title: string }[] = [
  { rules: 'winsock', title: 'Winsock: WSADuplicateSocketW and WSAPROTOCOL_INFOW' },
  { rules: 'linux', title: 'Linux: SCM_RIGHTS, dup and epoll' },
];

interface Props {
  library: readonly LibraryEntry[];
  chosen: string | null;
  onChoose: (id: string) => void;
}

export function ScenarioList({ library, chosen, onChoose }: Props) {
  if (library.length === 0) return <p className="empty scenarios">The library is empty. Open a scenario file instead: it is JSON with &quot;format&quot;: &quot;handoff-scenario/1&quot;.</p>;
  return (
    <div className="scenarios">
      {GROUPS.map(({ rules, title }) => {
        const entries = library.filter((entry) => entry.rules === rules);
        if (entries.length === 0) return null;
        return (
          <fieldset key={rules}>
            <legend className="heading">{title}</legend>
            {entries.map((entry) => (
              <label key={entry.id} className="choice scenario">
                <input type="radio" name="scenario" data-testid={`scenario-${entry.id.replaceAll('/', '-')}`} checked={chosen === entry.id} onChange={() => onChoose(entry.id)} />
                <span className="choice-title">{entry.title}</span>
                <span className="choice-aside">{plural(entry.steps, 'step')}</span>
                <span className="choice-text">{entry.description}</span>
                {entry.teaches.length > 0 && <span className="choice-teaches">{entry.teaches.join(' ')}</span>}
              </label>
            ))}
          </fieldset>
        );
      })}
    </div>
  );
}
