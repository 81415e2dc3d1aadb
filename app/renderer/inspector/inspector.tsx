/** All facts about the selected thing, or about the current step if nothing is selected. */
import './inspector.css';
import type { Entity } from '../../shared/domain/entities.ts';
import { assertNever } from '../../shared/base/assert-never.ts';
import { Hazards } from '../hazards/hazards.tsx';
import { Why } from '../explain/why.tsx';
import { currentHistory, useSession } from '../store/session.ts';
import { select, useUi } from '../store/ui.ts';
import { DescriptorFacts } from './descriptor-facts.tsx';
import { EventFacts } from './event-facts.tsx';
import { PlainFacts } from './plain-facts.tsx';
import { PendingFacts } from './pending-facts.tsx';
import { ProcessFacts } from './process-facts.tsx';
import { RegistrationFacts } from './registration-facts.tsx';
import { SocketFacts } from './socket-facts.tsx';
import { StartFacts } from './start-facts.tsx';
import { StepDetails } from './step-details.tsx';
import { ThingHistory } from './thing-history.tsx';
import { TransferFacts } from './transfer-facts.tsx';
import { strings } from './strings.ts';

export function Inspector() {
  const selection = useUi((s) => s.selection);
  return (
    <aside className="inspector" data-testid="inspector" aria-label={strings.inspector}>
      {selection !== null && (
        <p className="deselect">
          <button type="button" className="link" onClick={() => select(null)} title={strings.selection.title}>
            {strings.selection.show}</button></p>
      )}
      <Selected selection={selection} />
    </aside>
  );
}

function Selected({ selection }: { selection: string | null }) {
  const world = useSession((s) => s.world);
  const step = useSession((s) => s.step);
  if (selection === null) return step ? <StepDetails step={step} /> : <StartFacts />;
  const found = world.get(selection);
  if (!found) return <Gone id={selection} />;
  // A socket answers between its registrations and its holders; anything else at its end.
  return <><EntityFacts entity={found} />{found.kind !== 'socket' && <><Why selection={selection} /><Hazards selection={selection} /></>}
    <ThingHistory id={selection} /></>;
}

function EntityFacts({ entity }: { entity: Entity }) {
  switch (entity.kind) {
    case 'process': return <ProcessFacts process={entity} />;
    case 'descriptor': return <DescriptorFacts descriptor={entity} />;
    case 'socket': return <SocketFacts socket={entity} />;
    case 'transfer': return <TransferFacts transfer={entity} />;
    case 'registration': return <RegistrationFacts registration={entity} />;
    case 'event': return <EventFacts event={entity} />;
    case 'pending': return <PendingFacts pending={entity} />;
    case 'epoll': case 'window': case 'operation': case 'port': case 'pidfd': return <PlainFacts entity={entity} />;
    default: return assertNever(entity, 'entity');
  }
}

/** The selected thing does not exist at this step. */
function Gone({ id }: { id: string }) {
  const { log } = currentHistory();
  const known = log.stepsOf(id, log.length).length > 0;
  return (
    <p className="empty">{known ? strings.gone.absent : strings.gone.unknown}{strings.gone.hint}</p>
  );
}
