/** One process: what it holds, and the means to kill it. */
import type { ProcessEntity } from '../../shared/domain/entities.ts';
import { allOf } from '../../shared/domain/world.ts';
import { endedWords, numberText } from '../../shared/picture/words.ts';
import { killProcess } from '../store/actions.ts';
import { useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';
import { StepLink } from '../parts/step-link.tsx';
import { FactRow, OtherFacts, useSource } from './fact-row.tsx';
import { PanelHeading } from './panel-heading.tsx';

export function ProcessFacts({ process }: { process: ProcessEntity }) {
  const world = useSession((s) => s.world);
  const rules = useSession((s) => s.opened?.header.rules ?? 'winsock');
  const source = useSource(process.id);
  // A process from outside of the session, found through a socket, is nobody's here to end.
  const ours = useSession((s) => s.opened?.header.scenario.processes.some((p) => p.name === process.name) ?? false);
  const descriptors = allOf(world, 'descriptor').filter((d) => d.process === process.id);
  return (
    <>
      <PanelHeading aside={endedWords(process) ?? 'running'} tone={process.state === 'running' ? 'good' : 'faint'}>Process {process.name}</PanelHeading>
      <dl className="fact-list">
        <FactRow name="Process id" source={{ known: 'performed' }} {...(process.pid === null ? {} : { copy: String(process.pid) })}>
          <span className="mono">{process.pid ?? 'none: the model has no processes'}</span>
        </FactRow>
        <FactRow name="Role" source={{ known: 'performed' }}>{process.name === 'main' ? "the inspector's own main process" : process.role === 'outside' ? 'outside: a plain program that shares nothing' : 'participant'}</FactRow>
        {process.threads.length > 0 && <FactRow name="Threads" source={{ known: 'performed' }}>{process.threads.join(', ')}</FactRow>}
        {process.endedAt !== null && <FactRow name="Ended" source={source('state', process.state)}>{process.state}, <StepLink n={process.endedAt} /></FactRow>}
        {process.received.length > 0 && <FactRow name="Received" source={{ known: 'performed' }}><span className="mono">{process.received.join(', ')}</span></FactRow>}
        <OtherFacts subject={process.id} shown={['state']} />
      </dl>
      <PanelHeading aside={descriptors.length}>Descriptors</PanelHeading>
      {descriptors.length === 0 && <p className="empty">None at this step.</p>}
      <ul className="holders">
        {descriptors.map((d) => (
          <li key={d.id}>
            <button type="button" className="link mono" onClick={() => select(d.id)}>{d.number === null ? 'its own' : numberText(rules, d.number)}</button>
            <span>{d.how}, <StepLink n={d.step} /></span>
            {d.object.startsWith('socket:') ? <button type="button" className="link" onClick={() => select(d.object)}>#{d.object.slice('socket:'.length)}</button> : <span>epoll</span>}
          </li>
        ))}
      </ul>
      {ours && process.name !== 'main' && process.state === 'running' && <Kill name={process.name} pid={process.pid} />}
    </>
  );
}

function Kill({ name, pid }: { name: string; pid: number | null }) {
  const atHead = useSession((s) => s.position === s.length);
  const over = useSession((s) => s.record !== null || s.state?.status === 'closed');
  return (
    <div className="kill">
      <PanelHeading>Kill</PanelHeading>
      <p className="note">
        Ends {name}{pid === null ? '' : ` (${pid})`} at once, whatever it is doing. The system closes its descriptors; sockets that others hold stay open. The trace gets a step for it.
      </p>
      <button type="button" className="danger" data-testid="kill" disabled={!atHead || over} onClick={() => void killProcess(name)}>Kill {name}</button>
      {!atHead && <p className="quiet-text">Only at the last step: here you see a record.</p>}
    </div>
  );
}
