/** What is known of the chosen socket: why it is open, who holds it, who watches it, what bites. */
import type { LiveDetail } from '../../shared/live/contract.ts';
import { partsText } from '../../shared/live/hazard.ts';
import { creatorText } from '../../shared/live/words.ts';
import { plural } from '../../shared/words/values.ts';
import { FactRow } from '../inspector/fact-row.tsx';
import { PanelHeading } from '../inspector/panel-heading.tsx';
import { Arrows } from '../parts/arrows.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { RuleChips } from '../parts/rule-chips.tsx';
import type { RuleId } from '../../shared/domain/ids.ts';
import { FetchedCopies } from './fetched.tsx';
import { LiveHolders } from './holders.tsx';
import { AsyncSelect } from './async-select.tsx';
import { Parts } from './parts.tsx';
import { useLive } from './store.ts';
import { addressText, kindText } from './words.ts';

export function LiveDetailPanel() {
  const detail = useLive((s) => s.detail);
  const selected = useLive((s) => s.selected);
  return (
    <aside className="inspector live-detail" data-testid="live-detail" aria-label="Chosen socket">
      {selected === null && <p className="empty live-hint">Choose a socket in the graph or the table: who holds it, since when and how it came there, who watches it, and why it is still open stand here.</p>}
      {detail && <Detail detail={detail} />}
      <FetchedCopies />
    </aside>
  );
}

function Detail({ detail }: { detail: LiveDetail }) {
  const { row, watchers, hazards, why, peer } = detail;
  return (
    <>
      <PanelHeading aside={row.state === 'unknown' ? undefined : row.state} tone={row.state === 'established' ? 'good' : 'plain'}>{kindText(row)}</PanelHeading>
      <p className="call-title"><span className="mono"><Arrows text={addressText(row)} /></span><CopyButton text={row.local} what="the address" /></p>
      <div className="card question">
        <p><b>{row.holders === 0 ? 'Who holds it?' : 'Why is it still open?'}</b> <CopyButton text={partsText(why)} what="the answer" /></p>
        <p className="answer-text" data-testid="live-why"><Parts parts={why} /></p>
      </div>
      {hazards.length > 0 && (
        <section aria-label="Hazards" data-testid="live-hazards">
          <PanelHeading aside={hazards.length} tone="warn">Hazards</PanelHeading>
          {hazards.map((h) => (
            <div key={h.id} className="card hazard">
              <p><b data-tone="warn">{h.title}</b>{!h.certain && ' (not certain)'}</p>
              <p><Parts parts={h.sentence} /></p>
              <RuleChips rules={h.rules as RuleId[]} />
            </div>
          ))}
        </section>
      )}
      <LiveHolders detail={detail} />
      <PanelHeading aside={watchers.length + (row.winsock?.asyncSelect ? 1 : 0)}>Watched by</PanelHeading>
      {watchers.length === 0 && !row.winsock?.asyncSelect && <p className="empty">{row.references === null ? 'No epoll instance that could be seen watches it.' : 'No registration that the system tells of.'}</p>}
      {row.winsock?.asyncSelect && <AsyncSelect registration={row.winsock.asyncSelect} process={row.winsock.windowProcess} />}
      <ul className="live-watchers">
        {watchers.map((w) => (
          <li key={w.watcher}>
            <p><span className="mono">{w.events.join(' | ')}</span> under number <span className="mono">{w.descriptor}</span>{w.stale && <b data-tone="warn"> stale{w.reused ? ', number used again' : ''}{w.unsure ? ', not certain' : ''}</b>}</p>
            <p className="quiet-text">{w.instance.map((i) => `${i.name} (${i.pid}), epoll ${i.descriptor}`).join('; ')}; data {w.data}</p>
          </li>
        ))}
      </ul>
      <PanelHeading>Facts</PanelHeading>
      <dl className="fact-list">
        <FactRow name="Queues" source={{ known: 'read' }}>{row.state === 'listening' ? `${plural(row.receiveQueue, 'connection')} waiting${row.sendQueue === 0 ? '' : ` of ${row.sendQueue}`}` : `${plural(row.receiveQueue, 'byte')} to read, ${row.sendQueue} to send`}</FactRow>
        {row.inFlight !== null && row.inFlight > 0 && <FactRow name="In flight" source={{ known: 'read' }}>{plural(row.inFlight, 'descriptor')} in its queue</FactRow>}
        {row.sure !== null && <FactRow name="One socket" source={{ known: 'read' }}>{{ inode: 'by equal inode', kcmp: 'kcmp says one open file', file: 'one open file in the kernel', compared: 'compared by the system' }[row.sure]}</FactRow>}
        {row.acceptor !== 'not asked' && row.state === 'listening' && <FactRow name="Acceptor" source={{ known: 'read' }}>{row.acceptor}</FactRow>}
        {row.references === null && <FactRow name="Inode" source={{ known: 'read' }} copy={row.inode}><span className="mono">{row.inode === '' ? 'none' : row.inode}</span></FactRow>}
        {row.references !== null && <FactRow name="HandleCount" source={{ known: 'read' }}>{plural(row.references, 'reference')}</FactRow>}
        {row.cookie !== '' && <FactRow name="Cookie" source={{ known: 'read' }} copy={row.cookie}><span className="mono">{row.cookie}</span></FactRow>}
        <FactRow name="Namespace" source={{ known: 'read' }}>{row.namespace}</FactRow>
        {peer && <FactRow name="Other end" source={{ known: 'read' }}>{kindText(peer)} {addressText(peer)}, {peer.processes.map((p) => `${p.name} (${p.pid})`).join(', ') || 'nobody seen'}</FactRow>}
        {row.creator !== null && <FactRow name="Created by" source={{ known: 'read' }}>{creatorText(row)}, by the owner tables</FactRow>}
        {row.winsock?.options.map(({ name, value }) => <FactRow key={name} name={name} source={{ known: 'read' }}><span className="mono">{value}</span></FactRow>)}
      </dl>
    </>
  );
}
