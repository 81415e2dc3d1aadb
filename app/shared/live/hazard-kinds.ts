/** Hazardous but legal states of a capture. Unlike a session's hazards they use one snapshot without history. */
import type { ProcessLabel } from './capture.ts';

export const LIVE_HAZARDS = {
  'no-live-acceptor': { title: 'Listener without an acceptor', rules: ['P16'] },
  'stale-epoll-item': { title: 'Epoll item outlives its descriptor', rules: ['P12', 'P13', 'P22'] },
  'number-reuse': { title: 'Registered number is reused', rules: ['P13', 'P22'] },
  'hidden-holders': { title: 'Hidden holders', rules: ['P25'] },
  'only-in-flight': { title: 'No holder: possibly in flight', rules: ['P5', 'P23'] },
  'never-read': { title: 'Data that no holder reads', rules: ['P16', 'P19'] },
  'idle-connection': { title: 'Connection that no holder serves', rules: ['P16', 'P20'] },
  'blocking-in-event-loop': { title: 'Blocking descriptor in an event loop', rules: ['P12'] },
  'creator-unlike-holder': { title: 'Creator in the owner tables is not a holder', rules: ['S31', 'S50'] },
} as const;

export type LiveHazardId = keyof typeof LIVE_HAZARDS;

/** Text with a pointer becomes a link to a holder, watcher or socket of the same capture. */
export type LivePart = string | { holder: number; text: string } | { watcher: number; text: string } | { socket: number; text: string };

export interface LiveHazard {
  id: LiveHazardId;
  title: string;
  rules: readonly string[];
  /** Row ids in the capture. */
  socket: number;
  sentence: readonly LivePart[];
  /** False: hidden or unread state could disprove it, and the sentence says so. */
  certain: boolean;
}

export const partsText = (parts: readonly LivePart[]): string => parts.map((p) => (typeof p === 'string' ? p : p.text)).join('');

/** "nginx (812)", "nginx (812) thread 815" */
export const processText = ({ name, pid, thread }: Pick<ProcessLabel, 'name' | 'pid' | 'thread'>): string =>
  `${name} (${pid})${thread === undefined ? '' : ` thread ${thread}`}`;
