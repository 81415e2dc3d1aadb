/** All details of one socket, including those queried from its processes now. */
import type { LiveDetail } from '../../../shared/live/answers.ts';
import { peerOf } from '../../../shared/live/peer.ts';
import { socketRow } from '../../../shared/live/rows.ts';
import { who } from '../../../shared/live/who.ts';
import { closeOnExec, commandLine } from '../../../../native-bridge/linux/live/ask.ts';
import type { Stored } from './captures.ts';
import { askedOf, whyNot } from './fetching.ts';

/** Maximum number of processes queried for one detail: a socket can have thousands of holders. */
const ASKED = 64;

export function detailOf(stored: Stored, s: number): LiveDetail {
  const { capture } = stored;
  const { row, holders, watchers, hazards, why } = who(capture, s);
  const live = stored.summary.source.kind === 'scan' && process.platform === 'linux';
  const peer = peerOf(capture, s);
  return {
    row, watchers, hazards, why, peer: peer === null ? null : socketRow(capture, peer),
    holders: holders.map((h, i) => {
      const asked = live && i < ASKED;
      const reason = asked ? whyNot(stored, h.holder) : 'Only the first holders are checked.';
      return {
        ...h, closeOnExec: h.closeOnExec ?? (asked ? closeOnExec(askedOf(stored, h.holder)) : null),
        command: asked ? commandLine(h.process.pid, h.process.startedAt) : null,
        fetch: live && reason === null ? { possible: true } as const
          : { possible: false, why: live ? reason! : whyNot(stored, h.holder)! } as const,
      };
    }),
  };
}
