/** Opens the user's file: a scenario is sent to the host, a trace is read here. */
import type { ProviderId } from '../../shared/trace/step.ts';
import { InputProblem } from '../../shared/base/input-problem.ts';
import { closeFormer, inTurn, openSession, sessionId } from '../store/session-actions.ts';
import { ask, request } from '../store/host-client.ts';
import type { History } from '../store/history.ts';
import { extendRecord, isShown, seek, showRecord, useSession } from '../store/session.ts';
import { showNotice, useUi } from '../store/ui.ts';
import { fromBase64, gzipped, toBase64 } from '../browser/base64.ts';
import { isGzip, readTraceFile } from './read-trace.ts';
import { SCENARIO } from '../../shared/base/limits.ts';
import { strings } from './strings.ts';
import { pageStore } from '../store/resettable.ts';

/** The contract's limits on a scenario's text, and on a trace in the recent list (bytes of gzip). */
const LARGEST_KEPT = 2_900_000;
/** Larger traces are not compressed just to be stored. */
const LARGEST_TO_COMPRESS = 60_000_000;
/** Milliseconds between updates while reading: each costs more, and adds less, as the trace grows. */
const DRAW_AFTER_MS = 150;
const DRAW_LATER = 1.5;

/** The trace being read; null if none. */
export const useReading = pageStore<{ reading: { file: string; part: number; cancel: () => void } | null }>(() => ({ reading: null }));

/** @param providerFor chooses the provider for a scenario of these rules. */
export async function openFile(file: File, providerFor: (rules: 'winsock' | 'linux' | null) => ProviderId): Promise<void> {
  const name = file.name.slice(0, 260);
  if (await looksLikeTrace(file)) {
    await openTrace(file, name, true);
    return;
  }
  if (file.size > SCENARIO.characters) {
    showNotice(strings.open.tooLarge(name));
    return;
  }
  const text = await file.text();
  // The host reads which rules a file uses; any provider that can run them will do.
  const rules = /"rules"\s*:\s*"(winsock|linux)"/.exec(text)?.[1];
  await openSession({ provider: providerFor(rules === 'winsock' || rules === 'linux' ? rules : null), scenario: { text, file: name } },
    name);
}

/**
 * Shows a trace from its first steps on, while the rest is read; with `keep` it is added to the recent list. False if
 * reading was stopped or failed.
 */
export async function openTrace(file: Blob, name: string, keep: boolean): Promise<boolean> {
  let shown: History | null = null;
  let drawn = 0;
  let wait = DRAW_AFTER_MS;
  let stopped = false;
  const cancel = () => { stopped = true; };
  const onBegin = (history: History) => {
    shown = history;
    const former = sessionId();
    useUi.setState({ selection: null, focused: false, overlay: null, tab: 'graph', messages: [],
      announcement: strings.open.announce(history.log.header.scenario.title) });
    showRecord(history, name);
    void inTurn(() => closeFormer(former));
  };
  const onGrow = (part: number): boolean => {
    if (shown && !isShown(shown)) return false;
    const now = performance.now();
    if (now - drawn > wait) {
      if (drawn > 0) wait *= DRAW_LATER;
      drawn = now;
      useReading.setState({ reading: { file: name, part, cancel } });
      if (shown) extendRecord();
    }
    return !stopped;
  };
  try {
    const { history, damage } = await readTraceFile(file, name, { onBegin, onGrow });
    if (!isShown(history)) return false;
    extendRecord();
    // Where the user went while it was read is kept.
    if (history.log.header.recording && useSession.getState().position === 0) seek(history.opensAt);
    useUi.setState({ announcement: strings.open.loaded(history.log.length) });
    if (stopped) showNotice(strings.open.stopped(name, history.log.length));
    else if (damage !== null) showNotice(damage);
    else if (keep) void keepTrace(file, name, history.log.header.provider);
    return true;
  } catch (error) {
    showNotice(error instanceof InputProblem ? error.message : strings.open.unreadable(name, (error as Error).message));
    return false;
  } finally {
    useReading.setState({ reading: null });
  }
}

function openKept(gzip: string, name: string): Promise<boolean> {
  return openTrace(new Blob([fromBase64(gzip)]), name, true);
}

/** Opens an item of the recent list. */
export async function openRecent(id: string): Promise<void> {
  const content = await ask('work.recent', { id });
  if (!content) return;
  if (content.kind === 'trace') await openKept(content.gzip, content.file);
  else await openSession({ provider: content.provider,
    scenario: content.kind === 'library' ? { library: content.library } : { text: content.text, file: content.file } });
}

async function looksLikeTrace(file: Blob): Promise<boolean> {
  const head = await file.slice(0, 64).arrayBuffer();
  return (await isGzip(file)) || /^\s*\{"format":"handoff-trace/.test(new TextDecoder().decode(head));
}

async function keepTrace(file: Blob, title: string, provider: ProviderId): Promise<void> {
  if (file.size > LARGEST_TO_COMPRESS) return;
  const bytes = (await isGzip(file)) ? new Uint8Array(await file.arrayBuffer()) : await gzipped(file);
  // A trace too large for the list is opened from its file again.
  if (bytes.length <= LARGEST_KEPT) await request('work.keepTrace', { title, provider, gzip: toBase64(bytes) });
}
