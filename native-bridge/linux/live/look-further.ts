/** Why sockets without a visible descriptor are open: queues, blocked calls, the kernel, other PID namespaces. */
import { readlinkSync } from 'node:fs';
import { KINDS, stateNumber } from '../../../app/shared/live/kinds.ts';
import type { Capture, Kept } from '../../../app/shared/live/capture.ts';
import { isUnheld } from '../../../app/shared/live/kept.ts';
import { callsOnClosedNumbers } from './blocked-calls.ts';
import { FIRST_PID_NAMESPACE } from './bpf/available.ts';
import { readQueues } from './bpf/queues.ts';
import { kernelPorts } from './kernel-ports.ts';

const LISTENING = stateNumber('listening');

/** Adds to `kept` what is found about those of `rows` that have no holder. Takes a pass over all processes if there is one. */
export function lookFurther(c: Capture, rows: readonly number[]): void {
  const unheld = rows.filter((s) => isUnheld(c, s) && !c.looked.has(s));
  if (unheld.length === 0) return;
  for (const s of unheld) c.looked.add(s);
  c.kept.push(...inQueues(c, unheld));
  const left = unheld.filter((s) => isUnheld(c, s));
  if (left.length === 0) return;
  const [calls, ports] = [callsOnClosedNumbers(), kernelPorts()];
  const outside = readlinkSync('/proc/self/ns/pid') !== FIRST_PID_NAMESPACE;
  for (const socket of left) {
    const kernel = ports.filter(({ kind, port }) => kind === KINDS[c.sockets.kind[socket]!] && c.sockets.namespace[socket] === 0
      && (port === null || port === c.sockets.localPort[socket]));
    c.kept.push(...kernel.map(({ what, port }): Kept => ({ socket, certain: port !== null, by: 'kernel', what })));
    if (kernel.some(({ port }) => port !== null)) continue;
    const fitting = calls.filter(({ call }) => call.startsWith('accept') === (c.sockets.state[socket] === LISTENING));
    c.kept.push(...fitting.map((call): Kept => ({ socket, certain: false, by: 'call', ...call })));
    if (outside) c.kept.push({ socket, certain: false, by: 'outside' });
  }
}

function queuesByBpf(): ReturnType<typeof readQueues> | null {
  try {
    return readQueues();
  } catch {
    // This kernel lacks something that only this iterator needs.
    return null;
  }
}

/** The BPF tier reads the queues; the other one knows only which queues have descriptors in flight. */
function inQueues({ sockets, header }: Capture, unheld: readonly number[]): Kept[] {
  const pairs = header.tier === 'bpf' ? queuesByBpf() : null;
  if (pairs) {
    const inQueue = (socket: number, of: number): Kept[] => pairs.filter(({ inode }) => inode === of)
      .map(({ carrier }): Kept => ({ socket, certain: of !== 0, by: 'queue', carrier: sockets.inode.indexOf(carrier) }));
    return unheld.flatMap((socket) => {
      const found = inQueue(socket, sockets.inode[socket]!);
      return found.length > 0 ? found : inQueue(socket, 0);
    });
  }
  const carriers = Array.from(sockets.inFlight).flatMap((count, s) => (count > 0 ? [s] : []));
  return unheld.flatMap((socket) => carriers.map((carrier): Kept => ({ socket, certain: false, by: 'queue', carrier })));
}
