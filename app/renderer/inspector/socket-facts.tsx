/** An underlying socket: addresses, state shared by all its descriptors, registrations, holders. */
import type { SocketEntity } from '../../shared/domain/entities.ts';
import { queuedBytes, referenceCount } from '../../shared/domain/world.ts';
import { descriptorsFor } from '../../shared/domain/world.ts';
import { socketTitle, stateWords } from '../../shared/picture/words.ts';
import { Hazards } from '../hazards/hazards.tsx';
import { Why } from '../why/why.tsx';
import { useSession } from '../store/session.ts';
import { StepLink } from '../parts/step-link.tsx';
import { plural, quoted, valueText } from '../../shared/words/values.ts';
import { FactRow, OtherFacts, type Source, useSource } from './fact-row.tsx';
import { Holders } from './holders.tsx';
import { PanelHeading } from './panel-heading.tsx';
import { Registrations } from './registrations.tsx';

const SHOWN = ['state', 'local', 'remote', 'references', 'descriptors', 'nonblocking', 'unread'];

export function SocketFacts({ socket }: { socket: SocketEntity }) {
  const world = useSession((s) => s.world);
  const source = useSource(socket.id);
  const { text, tone } = stateWords(socket);
  const references = referenceCount(world, socket.id);
  const held = descriptorsFor(world, socket.id).length;
  const unread = queuedBytes(socket);
  return (
    <>
      <PanelHeading aside={text} tone={tone}>Underlying socket {socketTitle(socket)}</PanelHeading>
      {!socket.sure && <p className="note" data-tone="warn">Not all of its state is known: it was found as it is, or a step went otherwise than predicted. Unsure until it is read again.</p>}
      <dl className="fact-list">
        <FactRow name="State" source={source('state', socket.state)}>{socket.state}</FactRow>
        <FactRow name="Kind" source={{ known: 'performed' }}><span className="mono">{socket.family} {socket.type}</span></FactRow>
        <FactRow name="Local" source={source('local', socket.local)} {...(socket.local === null ? {} : { copy: socket.local })}>
          <span className="mono">{socket.local ?? 'none'}</span>
        </FactRow>
        <FactRow name="Peer" source={source('remote', socket.remote)} {...(socket.remote === null ? {} : { copy: socket.remote })}>
          <span className="mono">{socket.remote ?? 'none'}</span>
        </FactRow>
        <FactRow name="References" source={counted(source('references', references), references === held ? source('descriptors', held) : null)}>
          {references} <span className="quiet-text">({plural(held, 'descriptor')}, {references - held} in flight)</span>
        </FactRow>
        <FactRow name="Blocking" source={source('nonblocking', socket.nonblocking)}>
          {socket.nonblocking ? 'non-blocking' : 'blocking'}
          {socket.nonblockingSince !== null && <> since <StepLink n={socket.nonblockingSince} /></>}
        </FactRow>
        <FactRow name="To be read" source={source('unread', unread)}>
          {unread === 0 ? 'nothing' : <span className="mono">{plural(unread, 'byte')} {quoted(socket.queue.map((c) => c.data).join(''), 24)}</span>}
        </FactRow>
        {socket.state === 'listening' && <FactRow name="Waiting" source={{ known: 'predicted' }}>{plural(socket.backlog.length, 'connection')} to be accepted</FactRow>}
        <Endings socket={socket} />
        {Object.entries(socket.options).map(([name, value]) => (
          <FactRow key={name} name={name} source={source(name, typeof value === 'object' ? `${value.onoff}/${value.linger}` : value)}>
            <span className="mono">{valueText('winsock', value, undefined)}</span>
            {socket.optionSteps[name] !== undefined && <> set by <StepLink n={socket.optionSteps[name]} /></>}
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
    socket.sendShutdown && 'sending was shut down, for every descriptor',
    socket.receiveShutdown && 'receiving was shut down, for every descriptor',
    socket.peerEnded && 'the peer has ended its stream',
    socket.reset && 'the connection was reset',
  ].filter((words) => words !== false);
  if (said.length === 0) return null;
  return <FactRow name="Ended" source={{ known: 'predicted' }}>{said.join('; ')}</FactRow>;
}
