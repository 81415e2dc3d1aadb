/** The live view: search first, then graph and table, and the details of the selected socket; folded in a small window. */
import './live.css';
import { type ReactNode, useEffect } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useRemembered } from '../browser/remembered.ts';
import { NARROW, SHORT, useMedia } from '../browser/use-media.ts';
import { Folded } from '../components/folded.tsx';
import { showLiveAddress } from '../store/bootstrap.ts';
import { LiveBar } from './live-bar.tsx';
import { LiveDetailPanel } from './detail.tsx';
import { LiveGraph } from './graph.tsx';
import { LiveSearch } from './search.tsx';
import { scan, setWatching, useLive } from '../store/live.ts';
import { LiveChanges } from './changes.tsx';
import { LiveTable } from './table.tsx';
import { strings } from './strings.ts';

export function LiveWindow({ messages }: { messages: ReactNode }) {
  const nothing = useLive((s) => s.capture === null);
  const small = useMedia(`${NARROW}, ${SHORT}`);
  const scanning = useLive((s) => s.scanning);
  const outer = useRemembered('live', ['live-whole', 'live-side']);
  const inner = useRemembered('live-rows', ['live-upper', 'live-lower']);
  const filter = useLive((s) => s.filter);
  useEffect(() => {
    // Browsers limit how often an address can change.
    const timer = setTimeout(() => showLiveAddress(filter), 300);
    return () => clearTimeout(timer);
  }, [filter]);
  useEffect(() => () => showLiveAddress(null), []);
  useEffect(() => {
    // An old scan would answer for a machine that has changed; a file was opened on purpose.
    if (useLive.getState().capture?.source.kind !== 'file') void scan();
    return () => { if (useLive.getState().watching) void setWatching(false); };
  }, []);
  return (
    <>
      <LiveBar />
      {messages}
      <LiveSearch />
      {nothing
        ? <main className="live-empty"><p className="empty">{scanning ? strings.scanningNow : strings.noCapture}</p></main>
        : small ? <main className="session"><FoldedParts /></main> : (
          <main className="session">
            <Group {...outer} orientation="horizontal">
              <Panel id="live-whole" minSize="40%">
                <Group {...inner} orientation="vertical">
                  <Panel id="live-upper" defaultSize="46%" minSize={120}><LiveGraph /></Panel>
                  <Separator className="border" aria-label={strings.borders.graph} />
                  <Panel id="live-lower" minSize={120}><Below /></Panel>
                </Group>
              </Panel>
              <Separator className="border" aria-label={strings.borders.details} />
              <Panel id="live-side" defaultSize="27%" minSize={260} maxSize="55%" groupResizeBehavior="preserve-pixel-size">
                <LiveDetailPanel /></Panel>
            </Group>
          </main>
        )}
    </>
  );
}

/** In a small window the parts share one place. */
function FoldedParts() {
  const selected = useLive((s) => s.selected);
  return (
    <Folded label={strings.parts.choice} details="details" selected={selected} parts={[
      { id: 'sockets', name: strings.parts.sockets, content: <Below /> },
      { id: 'graph', name: strings.parts.graph, content: <LiveGraph /> },
      { id: 'details', name: strings.parts.details, content: <LiveDetailPanel /> }]} />
  );
}

/** The table of sockets, or the differences from an earlier capture. */
function Below() {
  const since = useLive((s) => s.since);
  const after = useLive((s) => s.capture?.capture ?? null);
  const listing = useLive((s) => s.listing);
  return listing && since !== null && after !== null ? <LiveChanges before={since} after={after} /> : <LiveTable />;
}
