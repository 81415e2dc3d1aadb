/** Compares two captures of one machine: added, removed and updated sockets. */
import { type Capture, tableOf } from './capture.ts';
import type { LiveChange } from './answers.ts';
import { KINDS, STATES } from './kinds.ts';
import { processText } from './hazard-kinds.ts';
import { holdersOf, socketKey, socketRow, watchersOf } from './rows.ts';

/** Row ids: pairs of both captures for `updated`. */
export interface Comparison {
  added: number[];
  updated: { before: number; after: number }[];
  removed: number[];
}

/** `only` narrows to rows that pass, in either capture. */
export function compareCaptures(before: Capture, after: Capture, only?: { before: Uint32Array; after: Uint32Array }): Comparison {
  const old = keys(before);
  const fits = only ? { before: new Set(only.before), after: new Set(only.after) } : null;
  const oldHolders = describer(before);
  const newHolders = describer(after);
  const result: Comparison = { added: [], updated: [], removed: [] };
  for (let s = 0; s < after.sockets.length; s++) {
    const key = numericKey(after, s);
    const earlier = old.get(key);
    if (earlier === undefined) {
      if (!fits || fits.after.has(s)) result.added.push(s);
      continue;
    }
    old.delete(key);
    if (fits && !fits.after.has(s) && !fits.before.has(earlier)) continue;
    if (differs(before, earlier, after, s, oldHolders, newHolders)) result.updated.push({ before: earlier, after: s });
  }
  for (const s of old.values()) if (!fits || fits.before.has(s)) result.removed.push(s);
  result.removed.sort((a, b) => a - b);
  return result;
}

/** A number if there is an inode, which avoids 50,000 strings; otherwise a string. */
function numericKey(c: Capture, s: number): number | string {
  return c.sockets.inode[s] === 0 || c.header.tier === 'handles' ? socketKey(c, s) : c.sockets.inode[s]!;
}

function keys(c: Capture): Map<number | string, number> {
  const map = new Map<number | string, number>();
  for (let s = 0; s < c.sockets.length; s++) map.set(numericKey(c, s), s);
  return map;
}

type Describe = { holders: (s: number) => number; watchers: (s: number) => number };

/** Digests of holders and watchers, independent of the process indexes in a capture. */
function describer(c: Capture): Describe {
  const identity = Uint32Array.from(c.processes, (p) => Math.imul(tableOf(p), 0x9e3779b1) ^ (p.startedAt / 10 | 0));
  return {
    holders(s) {
      let digest = 0;
      for (let h = c.sockets.holderStart[s]!; h < c.sockets.holderStart[s + 1]!; h++) {
        digest = (digest + Math.imul(identity[c.holders.process[h]!]! ^ c.holders.descriptor[h]!, 0x85ebca6b)) | 0;
      }
      return digest;
    },
    watchers(s) {
      let digest = 0;
      for (let w = c.sockets.watcherStart[s]!; w < c.sockets.watcherStart[s + 1]!; w++) {
        digest = (digest
          + Math.imul(c.watchers.descriptor[w]! ^ Math.imul(c.watchers.mask[w]!, 31) ^ (c.watchers.flags[w]! << 20), 0x85ebca6b)) | 0;
      }
      return digest;
    },
  };
}

function differs(a: Capture, s: number, b: Capture, t: number, oldOnes: Describe, newOnes: Describe): boolean {
  const [x, y] = [a.sockets, b.sockets];
  return x.state[s] !== y.state[t] || x.receiveQueue[s] !== y.receiveQueue[t] || x.sendQueue[s] !== y.sendQueue[t]
    || x.localPort[s] !== y.localPort[t] || x.remotePort[s] !== y.remotePort[t] || x.peer[s] !== y.peer[t] || x.kind[s] !== y.kind[t]
    || Math.max(0, x.inFlight[s]!) !== Math.max(0, y.inFlight[t]!) || oldOnes.holders(s) !== newOnes.holders(t)
    || oldOnes.watchers(s) !== newOnes.watchers(t)
    || asyncSelectText(a, s) !== asyncSelectText(b, t);
}

/** Returns the change with both rows and the differences, one short sentence each. */
export function changeOf(before: Capture, after: Capture, change: { before?: number; after?: number }): LiveChange {
  const old = change.before === undefined ? null : socketRow(before, change.before);
  const fresh = change.after === undefined ? null : socketRow(after, change.after);
  return {
    change: old === null ? 'added' : fresh === null ? 'removed' : 'updated', key: (fresh ?? old)!.key, before: old, after: fresh,
    what: change.before === undefined || change.after === undefined ? [] : whatDiffers(before, change.before, after, change.after),
  };
}

function whatDiffers(a: Capture, s: number, b: Capture, t: number): string[] {
  const [x, y] = [a.sockets, b.sockets];
  const what: string[] = [];
  const told = (name: string, old: string | number,
    fresh: string | number) => { if (old !== fresh) what.push(`${name}: ${old}, then ${fresh}`); };
  told('kind', KINDS[x.kind[s]!]!, KINDS[y.kind[t]!]!);
  told('state', STATES[x.state[s]!]!, STATES[y.state[t]!]!);
  told('receive queue', x.receiveQueue[s]!, y.receiveQueue[t]!);
  told('send queue', x.sendQueue[s]!, y.sendQueue[t]!);
  told('in flight', Math.max(0, x.inFlight[s]!), Math.max(0, y.inFlight[t]!));
  told('WSAAsyncSelect', asyncSelectText(a, s), asyncSelectText(b, t));
  const [held, holds] = [holderTexts(a, s), holderTexts(b, t)];
  for (const text of holds) if (!held.has(text)) what.push(`${text} added`);
  for (const text of held) if (!holds.has(text)) what.push(`${text} closed`);
  const [watched, watches] = [watcherTexts(a, s), watcherTexts(b, t)];
  for (const text of watches) if (!watched.has(text)) what.push(`registration ${text} added or changed`);
  for (const text of watched) if (!watches.has(text)) what.push(`registration ${text} removed or changed`);
  return what;
}

/** The registration in a capture of Windows (S35). */
function asyncSelectText({ sockets }: Capture, s: number): string {
  const registered = sockets.winsock?.[s]?.asyncSelect;
  return registered ? `${registered.events.join('|')} to window ${registered.window} as message ${registered.message}` : 'none';
}

function holderTexts(c: Capture, s: number): Set<string> {
  return new Set(holdersOf(c, s).map((h) => `${processText(c.processes[c.holders.process[h]!]!)} as ${c.holders.descriptor[h]!}`));
}

function watcherTexts(c: Capture, s: number): Set<string> {
  return new Set(watchersOf(c, s).map((w) => {
    const [first] = c.instances[c.watchers.instance[w]!]!.holders;
    return `of ${c.watchers.descriptor[w]!} with ${first ? processText(c.processes[first.process]!) : 'an epoll instance'}, `
      + `mask 0x${c.watchers.mask[w]!.toString(16)}${c.watchers.flags[w] === 0 ? '' : ', stale'}`;
  }));
}
