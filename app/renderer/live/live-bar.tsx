/** Which capture is shown and how it was taken, and what can be done with captures. */
import { useRef } from 'react';
import { ChevronLeft, FolderOpen, GitCompare, Pause, Play, Radio, RefreshCw, Save } from 'lucide-react';
import { ThemeChoice } from '../top-bar/theme-choice.tsx';
import { useUi } from '../store/ui.ts';
import { plural } from '../../shared/words/values.ts';
import { timeText } from './words.ts';
import { type Tier, openCapture, saveCapture, scan, setPaused, setSince, setWatching, showCapture, useLive } from './store.ts';

export function LiveBar() {
  return (
    <header className="top-bar">
      <button type="button" className="quiet" data-testid="live-leave" onClick={() => useUi.setState({ place: 'start' })} title="Back to the scenarios">
        <ChevronLeft size={14} aria-hidden="true" /> Scenarios
      </button>
      <h1>Live</h1>
      <Stamp />
      <span className="spring" />
      <Actions />
      <ThemeChoice />
    </header>
  );
}

/** When, by which tier and with whose rights. */
function Stamp() {
  const capture = useLive((s) => s.capture);
  const captures = useLive((s) => s.captures);
  if (!capture) return null;
  const { header } = capture;
  return (
    <>
      <label className="capture-choice">
        <span className="hidden-words">Capture</span>
        <select value={capture.capture} data-testid="live-capture" onChange={({ target }) => showCapture(target.value)}>
          {captures.map((c) => <option key={c.capture} value={c.capture}>{c.source.kind === 'file' ? c.source.file : timeText(c.header.startedAt)}: {plural(c.counts.sockets, 'socket')}</option>)}
        </select>
      </label>
      <span className="pill" data-testid="live-tier" title={[header.why, ...header.notes].join('\n')}>
        {header.tier === 'bpf' ? 'BPF tier' : header.tier === 'proc' ? '/proc tier' : 'handle table'}, as {header.user.name}, in {Math.round(capture.took)} ms
      </span>
    </>
  );
}

function Actions() {
  const { scanning, watching, paused, capture, captures, since, listing, held } = useLive();
  const tier = useLive((s) => s.tier);
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <label className="capture-choice">Highlight since{' '}
        <select value={since ?? ''} data-testid="live-since" onChange={({ target }) => setSince(target.value === '' ? null : target.value)}>
          <option value="">nothing</option>
          {captures.filter((c) => c.capture !== capture?.capture).map((c) => <option key={c.capture} value={c.capture}>{timeText(c.header.startedAt)}</option>)}
        </select>
      </label>
      <button type="button" data-testid="live-list-changes" aria-pressed={listing && since !== null} aria-disabled={since === null} onClick={() => since !== null && useLive.setState({ listing: !listing })} title="List what differs since that capture instead of the table"><GitCompare size={13} aria-hidden="true" /> Changes</button>
      <label className="capture-choice"><span className="hidden-words">How to look</span>
        <select value={tier} data-testid="live-tier-choice" title="How to look: BPF reads the kernel's tables and needs root; /proc works for everybody"
          onChange={({ target }) => useLive.setState({ tier: target.value as Tier })}>
          <option value="auto">Best tier</option><option value="proc">/proc</option><option value="bpf">BPF</option>
        </select>
      </label>
      <fieldset className="controls" aria-label="Scanning">
        <button type="button" data-testid="live-scan" aria-disabled={scanning} onClick={() => void scan()} title="Look at the machine now"><RefreshCw size={13} aria-hidden="true" /> {scanning ? 'Scanning' : 'Scan'}</button>
        <button type="button" data-testid="live-watch" aria-pressed={watching} onClick={() => void setWatching(!watching)} title="Scan every second and highlight what changed"><Radio size={13} aria-hidden="true" /> {watching ? 'Watching' : 'Watch'}</button>
        <button type="button" data-testid="live-pause" aria-disabled={!watching} onClick={() => watching && setPaused(!paused)} title="Keep what is on screen while scans go on">
          {paused ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />} {paused ? (held ? 'Resume, newer there' : 'Resume') : 'Pause'}
        </button>
      </fieldset>
      <fieldset className="controls" aria-label="Capture files">
        <button type="button" data-testid="live-save" aria-disabled={!capture} onClick={() => void saveCapture()} title="Save this capture, as filtered, as NDJSON"><Save size={13} aria-hidden="true" /> Save</button>
        <button type="button" data-testid="live-open" onClick={() => input.current?.click()} title="Open a capture file"><FolderOpen size={13} aria-hidden="true" /> Open</button>
      </fieldset>
      <input ref={input} type="file" hidden accept=".ndjson,.gz" data-testid="live-file" aria-label="Capture file" onChange={({ target }) => {
        const file = target.files?.[0];
        if (file) void openCapture(file);
        target.value = '';
      }} />
    </>
  );
}
