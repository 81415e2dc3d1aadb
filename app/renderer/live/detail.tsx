/** Details of the selected socket: why it is open, its holders, watchers and hazards. */
import type { LiveDetail } from '../../shared/live/answers.ts';
import { partsText } from '../../shared/live/hazard-kinds.ts';
import { creatorText } from '../../shared/live/socket-text.ts';
import { FactRow } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { Arrows } from '../components/arrows.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { RuleChips } from '../components/rule-chips.tsx';
import type { RuleId } from '../../shared/domain/ids.ts';
import { FetchedCopies } from './fetched.tsx';
import { LiveHolders } from './holders.tsx';
import { AsyncSelect } from './async-select.tsx';
import { Parts } from './parts.tsx';
import { useLive } from '../store/live.ts';
import { addressText, kindText } from './texts.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

export function LiveDetailPanel() {
  const detail = useLive((s) => s.detail);
  const selected = useLive((s) => s.selected);
  return (
    <aside className="inspector live-detail" data-testid="live-detail" aria-label={strings.detail.label}>
      {selected === null && <p className="empty live-hint">{strings.detail.choose}</p>}
      {detail && <Detail detail={detail} />}
      <FetchedCopies />
    </aside>
  );
}

function Detail({ detail }: { detail: LiveDetail }) {
  const { row, watchers, hazards, why, peer } = detail;
  return (
    <>
      <PanelHeading aside={row.state === 'unknown' ? undefined : row.state} tone={row.state === 'established' ? 'good' : 'plain'}>
        {kindText(row)}</PanelHeading>
      <p className="call-title"><span className="mono"><Arrows text={addressText(row)} /></span>
        <CopyButton text={row.local} what={strings.detail.addressCopy} /></p>
      <div className="card question">
        <p>
          <b>
            {row.holders === 0 ? strings.detail.whoHoldsIt : strings.detail.whyOpen}</b> <CopyButton text={partsText(why)}
              what={strings.detail.answerCopy} /></p>
        <p className="answer-text" data-testid="live-why"><Parts parts={why} /></p>
      </div>
      {hazards.length > 0 && (
        <section aria-label={strings.detail.hazards} data-testid="live-hazards">
          <PanelHeading aside={hazards.length} tone="warn">{strings.detail.hazards}</PanelHeading>
          {hazards.map((h) => (
            <div key={h.id} className="card hazard">
              <p><b data-tone="warn">{h.title}</b>{!h.certain && strings.detail.notCertain}</p>
              <p><Parts parts={h.sentence} /></p>
              <RuleChips rules={h.rules as RuleId[]} />
            </div>
          ))}
        </section>
      )}
      <LiveHolders detail={detail} />
      <PanelHeading aside={watchers.length + (row.winsock?.asyncSelect ? 1 : 0)}>{strings.detail.watchedBy}</PanelHeading>
      {watchers.length === 0 && !row.winsock?.asyncSelect
        && <p className="empty">{row.references === null ? strings.detail.noEpoll : strings.detail.noRegistrations}</p>}
      {row.winsock?.asyncSelect && <AsyncSelect registration={row.winsock.asyncSelect} process={row.winsock.windowProcess} />}
      <ul className="live-watchers">
        {watchers.map((w) => (
          <li key={w.watcher}>
            <p>
              {filled(strings.detail.watcher,
                { events: <span className="mono">{w.events.join(' | ')}</span>, number: <span className="mono">{w.descriptor}</span> })}
                {w.stale && <b data-tone="warn">{strings.detail.stale}{w.reused ? strings.detail.reused : ''}
                  {w.unsure ? strings.detail.unsure : ''}</b>}</p>
            <p className="quiet-text">
              {strings.detail.watcherData(w.instance.map((i) => strings.detail.watcherOf(i.name, i.pid, i.descriptor)).join('; '), w.data)}
              </p>
            {w.sharing.length > 0 && <p><Parts parts={w.sharing} /></p>}
          </li>
        ))}
      </ul>
      <PanelHeading>{strings.detail.facts}</PanelHeading>
      <dl className="fact-list">
        <FactRow name={strings.detail.queues} known="read">
          {row.state === 'listening' ? strings.detail.connections(row.receiveQueue, row.sendQueue)
            : strings.detail.queuesOf(row.receiveQueue, row.sendQueue)}</FactRow>
        {row.inFlight !== null && row.inFlight > 0
          && <FactRow name={strings.detail.inFlight} known="read">{strings.detail.inFlightInQueue(row.inFlight)}</FactRow>}
        {row.sure !== null && <FactRow name={strings.detail.oneSocket} known="read">{strings.detail.sure[row.sure]}</FactRow>}
        {row.acceptor !== 'not asked' && row.state === 'listening'
          && <FactRow name={strings.detail.acceptor} known="read">{row.acceptor}</FactRow>}
        {row.references === null && <FactRow name={strings.detail.inode} known="read" copy={row.inode}>
            <span className="mono">{row.inode === '' ? strings.detail.none : row.inode}</span></FactRow>}
        {row.references !== null
          && <FactRow name={strings.detail.handleCount} known="read">{strings.detail.references(row.references)}</FactRow>}
        {row.cookie !== '' && <FactRow name={strings.detail.cookie} known="read" copy={row.cookie}>
            <span className="mono">{row.cookie}</span></FactRow>}
        <FactRow name={strings.detail.namespace} known="read">{row.namespace}</FactRow>
        {peer && <FactRow name={strings.detail.otherEnd} known="read">
          {kindText(peer)} {addressText(peer)}, {peer.processes.map((p) => `${p.name} (${p.pid})`).join(', ') || strings.sockets.noHolder}
          </FactRow>}
        {row.creator !== null && <FactRow name={strings.detail.createdBy} known="read">
            {strings.detail.createdByTables(creatorText(row))}</FactRow>}
        {row.winsock?.options.map(({ name, value }) => <FactRow key={name} name={name} known="read">
          <span className="mono">{value}</span></FactRow>)}
      </dl>
    </>
  );
}
