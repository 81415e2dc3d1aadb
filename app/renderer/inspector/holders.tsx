/** Who keeps an underlying socket open, and since which step. */
import type { ObjectId } from '../../shared/domain/ids.ts';
import { descriptorsFor, pendingOn, transfersInFlight } from '../../shared/domain/world.ts';
import { nodeOfTransfer } from '../../shared/graph-layout/places.ts';
import { numberText } from '../../shared/domain/labels.ts';
import { currentHistory, useRules, useSession } from '../store/session.ts';
import { KnownMark } from '../components/known-mark.tsx';
import { ProcessName } from '../components/process-name.tsx';
import { StepLink } from '../components/step-link.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';
import { SelectLink } from '../components/select-link.tsx';

export function Holders({ object }: { object: ObjectId }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  const position = useSession((s) => s.position);
  const descriptors = descriptorsFor(world, object);
  const transfers = transfersInFlight(world, object);
  const blocked = rules === 'linux' ? pendingOn(world, object) : [];
  const known = (id: string) => currentHistory().factsOf(id, position).find((f) => f.what === 'identity');
  const count = descriptors.length + transfers.length;
  return (
    <>
      <PanelHeading aside={count}>{strings.holders.heading}</PanelHeading>
      {count === 0 && <p className="empty">{strings.holders.none}</p>}
      <ul className="holders">
        {descriptors.map((d) => (
          <li key={d.id}>
            <ProcessName id={d.process} pid />
            <span>
              <SelectLink id={d.id} mono>{d.number === null ? strings.holders.ownDescriptor : numberText(rules, d.number)}</SelectLink>
                {filled(strings.holders.held, { how: d.how, step: <StepLink n={d.step} /> })}</span>
            <KnownMark known={known(d.id)?.known ?? 'performed'} />
          </li>
        ))}
        {transfers.map((t) => {
          const where = nodeOfTransfer(t);
          return (
            <li key={t.id}>
              {where.startsWith('process:') ? <ProcessName id={t.target ?? t.from} pid />
                : <SelectLink id={where}>{strings.queueOf(where.slice('socket:'.length))}</SelectLink>}
              <span><SelectLink id={t.id}>{strings.holders.transfer}</SelectLink>
                {strings.holders.inFlight}<StepLink n={t.step} /></span>
              <KnownMark known="predicted" />
            </li>
          );
        })}
        {blocked.map((p) => (
          <li key={p.id}>
            <ProcessName id={p.process} pid />
            <span><span className="mono">{p.call}</span>{strings.holders.blocked}<StepLink n={p.step} /></span>
            <KnownMark known="performed" />
          </li>
        ))}
      </ul>
    </>
  );
}
