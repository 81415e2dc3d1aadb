/** The state of the live view, and all of its requests. */
import type { LiveCapture, LiveChanged, LiveDetail, LiveGroups, SortBy } from '../../shared/live/answers.ts';
import { toBase64 } from '../browser/base64.ts';
import { saveText } from '../browser/download.ts';
import { ask, onLiveChanged } from './host-client.ts';
import { showNotice, useUi } from './ui.ts';
import { working } from './progress.ts';
import { strings } from './strings.ts';
import { pageStore } from './resettable.ts';

export type Tier = 'auto' | 'proc' | 'bpf';

export interface LiveView {
  capture: LiveCapture | null;
  /** Captures that the host still has, newest first. */
  captures: readonly LiveCapture[];
  /** Changes since this capture are highlighted; null for none. */
  since: string | null;
  /** Whether the changes are listed instead of the table. */
  listing: boolean;
  scanning: boolean;
  /** The host scans repeatedly. */
  watching: boolean;
  /** Scans arrive, but the content on screen does not change. */
  paused: boolean;
  /** The newest capture that arrived while paused. */
  held: LiveChanged | null;
  /** Changes of the last scan of a watch. */
  changed: { added: number; updated: number; removed: number } | null;
  tier: Tier;
  filter: string;
  sort: { by: SortBy; descending: boolean };
  /** Row id in `capture`. */
  selected: number | null;
  /** Stable across captures. */
  selectedKey: string | null;
  detail: LiveDetail | null;
  groups: LiveGroups | null;
  /** Keys that the previous capture did not have. */
  newKeys: ReadonlySet<string>;
  sharedOnly: boolean;
}

export const useLive = pageStore<LiveView>(() => ({
  capture: null, captures: [], since: null, listing: false, scanning: false, watching: false, paused: false, held: null, changed: null,
  tier: 'auto', filter: '',
  sort: { by: 'holders', descending: true }, selected: null, selectedKey: null, detail: null, groups: null, newKeys: new Set(),
  sharedOnly: false,
}));

/** Maximum number of sockets in the graph; the filter narrows them. */
export const MOST_IN_GRAPH = 12_000;
const WATCH_EVERY_MS = 1000;

export async function scan(): Promise<void> {
  if (useLive.getState().scanning) return;
  const before = useLive.getState().capture?.capture ?? null;
  useLive.setState({ scanning: true });
  const capture = await working(strings.live.scanning, ask('live.scan', { tier: useLive.getState().tier, full: true }));
  useLive.setState({ scanning: false });
  if (!capture) return;
  // The user wants to see what was opened in the meantime; the scan can be selected.
  if ((useLive.getState().capture?.capture ?? null) === before) take(capture, before);
  else useLive.setState({ captures: keptWith(capture) });
}

export async function setWatching(on: boolean): Promise<void> {
  const watch = await ask('live.watch', { on, everyMs: WATCH_EVERY_MS, tier: useLive.getState().tier });
  useLive.setState({ watching: watch?.on ?? false, paused: false, held: null });
}

/** Pauses the display while scans continue, or shows the newest scan. */
export function setPaused(paused: boolean): void {
  const { held } = useLive.getState();
  useLive.setState({ paused, held: null });
  if (!paused && held) take(held.capture, held.before, held);
}

export async function openCapture(file: File): Promise<void> {
  const gzip = file.name.endsWith('.gz');
  const input = gzip ? { gzip: toBase64(new Uint8Array(await file.arrayBuffer())), file: file.name }
    : { text: await file.text(), file: file.name };
  const capture = await working(strings.live.reading(file.name), ask('live.open', input));
  if (!capture) return;
  if (capture.source.kind === 'file' && capture.source.damage !== null) showNotice(capture.source.damage);
  take(capture, null);
}

/** The capture on screen, as filtered. */
export async function saveCapture(): Promise<void> {
  const { capture, filter } = useLive.getState();
  if (!capture) return;
  const file = await working(strings.live.writing,
    ask('live.save', { capture: capture.capture, as: 'ndjson', ...(filter.trim() === '' ? {} : { filter }) }));
  if (file) await saveText(file.name, file.content, file.mime);
}

/** Shows another capture that the host still has. */
export function showCapture(id: string): void {
  const capture = useLive.getState().captures.find((c) => c.capture === id);
  if (capture) take(capture, useLive.getState().since);
}

export function setFilter(filter: string): void {
  useLive.setState({ filter });
  void readGroups();
}

export function setSharedOnly(sharedOnly: boolean): void {
  useLive.setState({ sharedOnly });
  void readGroups();
}

export function setSince(since: string | null): void {
  useLive.setState({ since });
}

export function selectSocket(socket: number | null, key: string | null): void {
  useLive.setState({ selected: socket, selectedKey: key, ...(socket === null ? { detail: null } : {}) });
  if (socket !== null) void readDetail(socket);
}

async function readDetail(socket: number): Promise<void> {
  const { capture } = useLive.getState();
  if (!capture) return;
  const detail = await ask('live.detail', { capture: capture.capture, socket });
  const now = useLive.getState();
  if (detail && now.selected === socket && now.capture?.capture === capture.capture) useLive.setState({ detail });
}

async function readGroups(): Promise<void> {
  const { capture, filter, sharedOnly } = useLive.getState();
  if (!capture) return;
  const groups = await ask('live.groups', { capture: capture.capture, filter, count: MOST_IN_GRAPH, sharedOnly });
  const now = useLive.getState();
  if (!groups || now.capture?.capture !== capture.capture || now.filter !== filter || now.sharedOnly !== sharedOnly) return;
  const former = new Set(now.groups?.key);
  const sameView = now.groups !== null && now.changed !== null;
  useLive.setState({ groups, newKeys: new Set(sameView ? groups.key.filter((k) => !former.has(k)) : []) });
  // A socket keeps its key from capture to capture, but not its row.
  const { selectedKey } = now;
  const narrowed = filter.trim() !== '' && !sharedOnly && groups.problem === null;
  const same = selectedKey === null ? -1 : groups.key.indexOf(selectedKey);
  // A search that finds one socket has answered; one that finds none is about no socket.
  const at = same < 0 && narrowed && groups.total === 1 ? 0 : same;
  if (at >= 0) selectSocket(groups.socket[at]!, groups.key[at]!);
  else if (narrowed && groups.total === 0) selectSocket(null, null);
}

function take(capture: LiveCapture, before: string | null, changed: LiveChanged | null = null): void {
  const kept = keptWith(capture);
  useLive.setState({
    capture, captures: kept, since: before !== null && kept.some((c) => c.capture === before) ? before : null,
    changed: changed && { added: changed.added, updated: changed.updated, removed: changed.removed },
  });
  if (changed === null) useUi.setState({ announcement: strings.live.captured(capture.counts.sockets, capture.counts.holders) });
  void readGroups();
}

/** The captures that can be selected, with this one as the newest. */
function keptWith(capture: LiveCapture): LiveCapture[] {
  return [capture, ...useLive.getState().captures.filter((c) => c.capture !== capture.capture)].slice(0, 8);
}

onLiveChanged((event) => {
  const { paused, watching } = useLive.getState();
  if (!watching) return;
  if (paused) useLive.setState({ held: event });
  else take(event.capture, event.before, event);
});
