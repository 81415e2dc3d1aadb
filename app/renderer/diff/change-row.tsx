/** One changed thing, and for an updated one each field before and after. */
import './change.css';
import type { WorldChange } from '../../shared/domain/compare-worlds.ts';
import type { WorldView } from '../../shared/domain/world.ts';
import { Arrows } from '../components/arrows.tsx';
import { goTo } from '../store/session-actions.ts';
import { useRules, useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { fieldName, fieldText, isUntold } from '../format/field.ts';
import { thingName } from '../format/thing.ts';
import { strings } from './strings.ts';

const SIGNS = { added: '+', updated: '~', removed: '−' } as const;

interface Props { change: WorldChange; before: WorldView; after: WorldView; from: number; to: number }

export function ChangeRow({ change, before, after, from, to }: Props) {
  const rules = useRules();
  const shown = change.kind === 'removed' ? from : to;
  const there = useSession((s) => s.world.get(change.id) !== undefined);
  const name = change.kind === 'removed' ? thingName(before, rules, change.before) : thingName(after, rules, change.after);
  return (
    <li className="change" data-kind={change.kind} data-testid={`change-${change.id.replaceAll(':', '-')}`}>
      <span className="sign mono" aria-hidden="true">{SIGNS[change.kind]}</span>
      <div>
        {/* One button for both: going to the step must not replace the one that has the focus. */}
        <button type="button" className="link" title={there ? undefined : strings.showAt(shown)} onClick={() => {
          if (!there) goTo(shown);
          select(change.id);
        }}><Arrows text={name} /></button>
        {change.kind === 'added' && change.after.kind === 'transfer' && change.after.state !== 'in-flight'
          && <span className="quiet-text">{strings.transferEnded(change.after.state, change.after.endedAt)}</span>}
        {change.kind === 'updated' && (
          <dl>
            {change.fields.filter(({ field }) => !isUntold(field)).map(({ field, before: was, after: now }) => (
              <div key={field}>
                <dt>{fieldName(field)}</dt>
                <dd className="mono"><del>{fieldText(field, was)}</del> <Arrows text="→" /> <ins>{fieldText(field, now)}</ins></dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}
