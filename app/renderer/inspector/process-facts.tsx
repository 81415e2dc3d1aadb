/** One process: its descriptors, and the button to kill it. */
import type { ProcessEntity } from '../../shared/domain/entities.ts';
import { allOf } from '../../shared/domain/world.ts';
import { endedLabel, numberText } from '../../shared/domain/labels.ts';
import { useEditable } from '../store/edits.ts';
import { editProcess } from '../store/edit-process.ts';
import { killProcess } from '../store/session-actions.ts';
import { isRecording, useRules, useSession } from '../store/session.ts';
import { StepLink } from '../components/step-link.tsx';
import { FactRow, OtherFacts, useSource } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { SelectLink } from '../components/select-link.tsx';

export function ProcessFacts({ process }: { process: ProcessEntity }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  const source = useSource(process.id);
  // An external process, found through a socket, cannot be killed from here.
  const ours = useSession((s) => s.opened?.header.scenario.processes.some((p) => p.name === process.name) ?? false);
  const editable = useEditable();
  const descriptors = allOf(world, 'descriptor').filter((d) => d.process === process.id);
  return (
    <>
      <PanelHeading aside={endedLabel(process) ?? strings.process.running} tone={process.state === 'running' ? 'good' : 'faint'}>
        {strings.process.heading(process.name)}</PanelHeading>
      <dl className="fact-list">
        <FactRow name={strings.process.id} known="performed" {...(process.pid === null ? {} : { copy: String(process.pid) })}>
          <span className="mono">{process.pid ?? strings.process.noPid}</span>
        </FactRow>
        <FactRow name={strings.process.role} known="performed">
          {strings.process.roles[process.name === 'main' ? 'main' : process.role === 'outside' ? 'outside' : 'participant']}</FactRow>
        {process.threads.length > 0
          && <FactRow name={strings.process.threads} known="performed">{process.threads.join(', ')}</FactRow>}
        {process.endedAt !== null && <FactRow name={strings.process.ended} source={source('state', process.state)}>
            {process.state}, <StepLink n={process.endedAt} /></FactRow>}
        {process.received.length > 0
          && <FactRow name={strings.process.received} known="performed">
            <span className="mono">{process.received.join(', ')}</span></FactRow>}
        <OtherFacts subject={process.id} shown={['state']} />
      </dl>
      <PanelHeading aside={descriptors.length}>{strings.process.descriptors}</PanelHeading>
      {descriptors.length === 0 && <p className="empty">{strings.process.noDescriptors}</p>}
      <ul className="holders">
        {descriptors.map((d) => (
          <li key={d.id}>
            <SelectLink id={d.id} mono>{d.number === null ? strings.holders.ownDescriptor : numberText(rules, d.number)}</SelectLink>
            <span>{d.how}, <StepLink n={d.step} /></span>
            {d.object.startsWith('socket:')
              ? <SelectLink id={d.object}>#{d.object.slice('socket:'.length)}</SelectLink>
              : <span>{strings.epollShort}</span>}
          </li>
        ))}
      </ul>
      {ours && editable && process.name !== 'main' && <Change name={process.name} />}
      {ours && process.name !== 'main' && process.state === 'running' && <Kill name={process.name} pid={process.pid} />}
    </>
  );
}

function Change({ name }: { name: string }) {
  return (
    <p className="process-change"><button type="button" data-testid="change-process" title={strings.process.changeTitle}
      onClick={() => editProcess(name)}>{strings.process.change}</button></p>
  );
}

function Kill({ name, pid }: { name: string; pid: number | null }) {
  const atHead = useSession((s) => s.position === s.length);
  const recording = useSession(isRecording);
  const over = useSession((s) => s.record !== null || s.state?.status === 'closed');
  return (
    <div className="kill">
      <PanelHeading>{strings.process.killHeading}</PanelHeading>
      <p className="note">{strings.process.killNote(name, pid)}</p>
      <button type="button" className="danger" data-testid="kill" disabled={!atHead || over} onClick={() => void killProcess(name)}>
        {strings.process.kill(name)}</button>
      {(recording || !atHead) && <p className="quiet-text">{recording ? common.cannotContinue : strings.process.onlyAtEnd}</p>}
    </div>
  );
}
