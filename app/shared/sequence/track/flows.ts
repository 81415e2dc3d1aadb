/** Bytes in flight: pairs each send with the receive that takes its bytes, first in, first out, one queue per socket. */
import type { SocketEntity } from '../../domain/entities.ts';
import type { SocketId, StepNumber } from '../../domain/ids.ts';
import { queuedBytes } from '../../domain/world.ts';

export interface Sent {
  step: StepNumber;
  lane: number;
  bytes: number;
  /** They carry descriptors; the transfer's own arrow says so. */
  withRights: boolean;
}

export class Flows {
  readonly #queues = new Map<SocketId, Sent[]>();

  /** What a step put into a socket's queue. */
  arrived(before: SocketEntity | null, after: SocketEntity, step: StepNumber, lane: number): void {
    const bytes = queuedBytes(after) - (before ? queuedBytes(before) : 0);
    if (bytes <= 0) return;
    const queue = this.#queues.get(after.id) ?? [];
    this.#queues.set(after.id, queue);
    queue.push({ step, lane, bytes, withRights: after.queue.at(-1)?.transfer != null });
  }

  /** What a step took out of it, by the calls that had put it there. */
  taken(before: SocketEntity, after: SocketEntity): Sent[] {
    let left = queuedBytes(before) - queuedBytes(after);
    const queue = this.#queues.get(after.id) ?? [];
    const found: Sent[] = [];
    for (let first = queue[0]; first && left > 0; first = queue[0]) {
      const bytes = Math.min(first.bytes, left);
      found.push({ ...first, bytes });
      left -= bytes;
      first.bytes -= bytes;
      if (first.bytes === 0) queue.shift();
    }
    return found;
  }

  drop(socket: SocketId): void {
    this.#queues.delete(socket);
  }
}
