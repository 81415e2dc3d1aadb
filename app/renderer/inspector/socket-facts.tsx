/** An underlying socket: addresses, state shared by all its descriptors, registrations, holders. */
import type { SocketEntity } from '../../shared/domain/entities.ts';
import { queuedBytes, referenceCount, descriptorsFor } from '../../shared/domain/world.ts';
import { socketTitle, stateLabel } from '../../shared/domain/labels.ts';
import { Hazards } from '../hazards/hazards.tsx';
import { Why } from '../explain/why.tsx';
import { useSession } from '../store/session.ts';
import { StepLink } from '../components/step-link.tsx';
import { quoted, valueText } from '../../shared/format/values.ts';
import { FactRow, OtherFacts, type Source, useSource } from '../components/fact-row.tsx';
import { Holders } from './holders.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { Registrations } from './registrations.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

const SHOWN = ['state', 'local', 'remote', 'references', 'descriptors', 'nonblocking', 'unread'];

export function SocketFacts({ socket }: { socket: SocketEntity }) {
  const world = useSession((s) => s.world);
  const source = useSource(socket.id);
  const { text, tone } = stateLabel(socket);
  const references = referenceCount(world, socket.id);
  const held = descriptorsFor(world, socket.id).length;
  const unread = queuedBytes(socket);
  return (
    <>
      <PanelHeading aside={text} tone={tone}>{strings.socket.heading(socketTitle(socket))}</PanelHeading>
      {!socket.sure && <p className="note" data-tone="warn">{strings.socket.unconfirmed}</p>}
      <dl className="fact-list">
        <FactRow name={strings.socket.state} source={source('state', socket.state)}>{socket.state}</FactRow>
        <FactRow name={strings.socket.kind} known="performed"><span className="mono">{socket.family} {socket.type}</span></FactRow>
        <FactRow name={strings.socket.local} source={source('local', socket.local)}
          {...(socket.local === null ? {} : { copy: socket.local })}>
          <span className="mono">{socket.local ?? common.none}</span>
        </FactRow>
        <FactRow name={strings.socket.peer} source={source('remote', socket.remote)}
          {...(socket.remote === null ? {} : { copy: socket.remote })}>
          <span className="mono">{socket.remote ?? common.none}</span>
        </FactRow>
        <FactRow name={strings.socket.references}
          source={counted(source('references', references), references === held ? source('descriptors', held) : null)}>
          {references} <span className="quiet-text">{strings.socket.referencesOf(held, references - held)}</span>
        </FactRow>
        <FactRow name={strings.socket.blocking} source={source('nonblocking', socket.nonblocking)}>
          {socket.nonblocking ? strings.socket.blockingNo : strings.socket.blockingYes}
          {socket.nonblockingSince !== null && filled(strings.socket.since, { step: <StepLink n={socket.nonblockingSince} /> })}
        </FactRow>
        <FactRow name={strings.socket.unread} source={source('unread', unread)}>
          {unread === 0 ? strings.socket.nothing
            : <span className="mono">{strings.socket.bytes(unread)} {quoted(socket.queue.map((c) => c.data).join(''), 24)}</span>}
        </FactRow>
        {socket.state === 'listening' && <FactRow name={strings.socket.waiting} known="predicted">
            {strings.socket.toAccept(socket.backlog.length)}</FactRow>}
        <Endings socket={socket} />
        {Object.entries(socket.options).map(([name, value]) => (
          <FactRow key={name} name={name} source={source(name, typeof value === 'object' ? `${value.onoff}/${value.linger}` : value)}>
            <span className="mono">{valueText('winsock', value, undefined)}</span>
            {socket.optionSteps[name] !== undefined && filled(strings.socket.setBy, { step: <StepLink n={socket.optionSteps[name]} /> })}
          </FactRow>
        ))}
        <OtherFacts subject={socket.id} shown={[...SHOWN, ...Object.keys(socket.options)]} />
      </dl>
      <Registrations socket={socket} />
      <Why selection={socket.id} />
      <Hazards selection={socket.id} />
      <Holders object={socket.id} />
    </>
  );
}

/** References are read as such on Windows; on Linux descriptors are, which is the same while nothing is in flight. */
function counted(references: Source, descriptors: Source | null): Source {
  return references.known === 'predicted' && descriptors ? descriptors : references;
}

function Endings({ socket }: { socket: SocketEntity }) {
  const said = [
    socket.sendShutdown && strings.socket.endings.send,
    socket.receiveShutdown && strings.socket.endings.receive,
    socket.peerEnded && strings.socket.endings.peer,
    socket.reset && strings.socket.endings.reset,
  ].filter((words) => words !== false);
  if (said.length === 0) return null;
  return <FactRow name={strings.socket.ended} known="predicted">{said.join('; ')}</FactRow>;
}
