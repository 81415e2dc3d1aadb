/** Sockets as tracks: the life of each, and how many descriptors refer to it. */
import type { SocketEntity } from '../domain/entities.ts';
import { socketTitle } from '../domain/labels.ts';
import type { Step } from '../trace/step.ts';
import type { Places, TraceEvent } from './events.ts';

export class SocketTracks {
  readonly #places: Places;
  readonly #lives = new Map<string, { from: number; socket: SocketEntity; to: number | null }>();
  readonly #holders = new Map<string, number>();
  readonly #counts: TraceEvent[] = [];

  constructor(places: Places) {
    this.#places = places;
  }

  /** `at`: microseconds. */
  see({ diff }: Step, at: number): void {
    for (const [before, after] of [...Object.values(diff.added).map((entity) => [null, entity] as const), ...Object.values(diff.updated)])
      if (after.kind === 'socket') this.#socket(after, at);
      else if (after.kind === 'descriptor' && before === null) this.#held(after.object, 1, at);
    for (const entity of Object.values(diff.removed)) if (entity.kind === 'descriptor') this.#held(entity.object, -1, at);
  }

  /** `end`: of the trace. */
  events(end: number): TraceEvent[] {
    const lives = [...this.#lives.values()].map(({ from, socket, to }): TraceEvent => ({ ...this.#place(socket.id), ph: 'X', cat: 'socket',
      name: `${socketTitle(socket)} ${socket.local ?? ''}`.trim(), ts: from, dur: (to ?? end) - from,
      args: { family: socket.family, type: socket.type, local: socket.local, remote: socket.remote, state: socket.state } }));
    return [...lives, ...this.#counts];
  }

  #socket(socket: SocketEntity, at: number): void {
    const life = this.#lives.get(socket.id);
    const to = socket.closedAt === null ? null : life?.to ?? at;
    this.#lives.set(socket.id, { from: life?.from ?? at, socket, to });
  }

  #held(object: string, change: number, at: number): void {
    if (!object.startsWith('socket:')) return;
    const holders = (this.#holders.get(object) ?? 0) + change;
    this.#holders.set(object, holders);
    this.#counts.push({ ...this.#place(object), ph: 'C', name: `holders of ${object.replace(':', ' #')}`, ts: at, args: { holders } });
  }

  #place(socket: string): { pid: number; tid: number } {
    return this.#places.of(`sockets/${socket.replace(':', ' #')}`);
  }
}
