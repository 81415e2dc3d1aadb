/** The capture on screen, how it was taken, and the actions for captures. */
import { useRef } from 'react';
import { ChevronLeft, FolderOpen, GitCompare, Pause, Play, Radio, RefreshCw, Save } from 'lucide-react';
import { ThemeChoice } from '../top-bar/theme-choice.tsx';
import { useUi } from '../store/ui.ts';
import { timeText } from './texts.ts';
import { type Tier, openCapture, saveCapture, scan, setPaused, setSince, setWatching, showCapture, useLive } from '../store/live.ts';
import { strings } from './strings.ts';

export function LiveBar() {
  return (
    <header className="top-bar">
      <button type="button" className="quiet" data-testid="live-leave" onClick={() => useUi.setState({ place: 'start' })}
        title={strings.bar.leaveTitle}>
        <ChevronLeft size={14} aria-hidden="true" /> {strings.bar.leave}
      </button>
      <h1>{strings.bar.title}</h1>
      <Stamp />
      <span className="spring" />
      <Actions />
      <ThemeChoice />
    </header>
  );
}

/** Time, tier and user. */
function Stamp() {
  const capture = useLive((s) => s.capture);
  const captures = useLive((s) => s.captures);
  if (!capture) return null;
  const { header } = capture;
  return (
    <>
      <label className="capture-choice">
        <span className="hidden-words">{strings.bar.capture}</span>
        <select value={capture.capture} data-testid="live-capture" title={strings.bar.captureTitle}
          onChange={({ target }) => showCapture(target.value)}>
          {captures.map((c) => <option key={c.capture} value={c.capture}>
            {strings.bar.captureOption(c.source.kind === 'file' ? c.source.file : timeText(c.header.startedAt), c.counts.sockets)}
            </option>)}
        </select>
      </label>
      <span className="pill" data-testid="live-tier" title={[header.why, ...header.notes].join('\n')}>
        {strings.bar.tier(header.tier, header.user.name, Math.round(capture.took))}
      </span>
    </>
  );
}

function Actions() {
  const { scanning, watching, paused, capture, captures, since, listing, held } = useLive();
  const tier = useLive((s) => s.tier);
  const filtered = useLive((s) => s.filter.trim() !== '');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <label className="capture-choice">{strings.bar.highlight}
        <select value={since ?? ''} data-testid="live-since" title={strings.bar.highlightTitle}
          onChange={({ target }) => setSince(target.value === '' ? null : target.value)}>
          <option value="">{strings.bar.nothing}</option>
          {captures.filter((c) => c.capture !== capture?.capture)
            .map((c) => <option key={c.capture} value={c.capture}>{timeText(c.header.startedAt)}</option>)}
        </select>
      </label>
      <button type="button" data-testid="live-list-changes" aria-pressed={listing && since !== null} aria-disabled={since === null}
        onClick={() => since !== null && useLive.setState({ listing: !listing })} title={strings.bar.changesTitle}>
        <GitCompare size={13} aria-hidden="true" /> {strings.bar.changes}</button>
      <label className="capture-choice"><span className="hidden-words">{strings.bar.tierChoice}</span>
        <select value={tier} data-testid="live-tier-choice" title={strings.bar.tierTitle}
          onChange={({ target }) => useLive.setState({ tier: target.value as Tier })}>
          <option value="auto">{strings.bar.bestTier}</option><option value="proc">{strings.bar.proc}</option>
          <option value="bpf">{strings.bar.bpf}</option>
        </select>
      </label>
      <fieldset className="controls" aria-label={strings.bar.scans}>
        <button type="button" data-testid="live-scan" aria-disabled={scanning} onClick={() => void scan()} title={strings.bar.scanTitle}>
          <RefreshCw size={13} aria-hidden="true" /> {scanning ? strings.bar.scanning : strings.bar.scan}</button>
        <button type="button" data-testid="live-watch" aria-pressed={watching} onClick={() => void setWatching(!watching)}
          title={strings.bar.watchTitle}>
          <Radio size={13} aria-hidden="true" /> {watching ? strings.bar.watchStop : strings.bar.watch}</button>
        <button type="button" data-testid="live-pause" aria-disabled={!watching} onClick={() => watching && setPaused(!paused)}
          title={strings.bar.pauseTitle}>
          {paused ? <Play size={13} aria-hidden="true" /> : <Pause size={13} aria-hidden="true" />} {paused
            ? (held ? strings.bar.resumeNewer : strings.bar.resume) : strings.bar.pause}
        </button>
      </fieldset>
      <fieldset className="controls" aria-label={strings.bar.captureFiles}>
        <button type="button" data-testid="live-save" aria-disabled={!capture} onClick={() => void saveCapture()}
          title={strings.bar.saveTitle}>
          <Save size={13} aria-hidden="true" /> {filtered ? strings.bar.saveFiltered : strings.bar.save}</button>
        <button type="button" data-testid="live-open" onClick={() => input.current?.click()} title={strings.bar.openTitle}>
          <FolderOpen size={13} aria-hidden="true" /> {strings.bar.open}</button>
      </fieldset>
      <input ref={input} type="file" hidden accept=".ndjson,.gz" data-testid="live-file" aria-label={strings.bar.captureFile}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) void openCapture(file);
          target.value = '';
        }} />
    </>
  );
}
