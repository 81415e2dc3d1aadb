/** Sockets and calls that the world does not know: those from before the recording, and effects that the source did not decode. */
import { allOf } from '../domain/world.ts';
import type { Decoded } from './decode/form.ts';
import { findSocket } from './found.ts';
import { CLOSES, prepare } from './prepare.ts';
import type { RawCall } from './raw.ts';
import type { State } from './state.ts';
import { COUNTED_CALLS, type Tally } from './tally.ts';
import type { Task } from './tasks.ts';
import type { StepWriter } from './writer.ts';

export class UnknownSockets {
  readonly #state: State;
  readonly #writer: StepWriter;
  readonly #tally: Tally;
  /** Calls on sockets that the source did not decode. */
  undecoded = 0;

  constructor(state: State, writer: StepWriter, tally: Tally) {
    this.#state = state;
    this.#writer = writer;
    this.#tally = tally;
  }

  /** Sockets that the world does not know, and what it has no place for: items of epoll instances that are files. */
  learn(task: Task, raw: RawCall, decoded: Decoded | null): void {
    if (decoded?.foreign !== undefined && decoded.outcome?.kind === 'ok') {
      const { descriptor, descriptors = [] } = decoded.outcome.results;
      for (const number of descriptor === undefined ? descriptors : [descriptor]) task.table.foreign.add(number);
      this.#tally.concerns(`${decoded.call} ${decoded.foreign}`);
      return;
    }
    findSocket(this.#state, this.#writer, task, raw, decoded);
    if (decoded && CLOSES.has(raw.name) && decoded.outcome?.kind === 'ok')
      task.table.foreign.delete(Number(Object.values(decoded.args)[0]));
    this.#learnOfRing(task, raw, decoded);
    if (decoded?.call === 'epoll_ctl' && decoded.outcome?.kind === 'ok') this.#learnOfItem(task, decoded);
    if (COUNTED_CALLS.has(raw.name) || !decoded) this.#unconfirm(task, raw);
  }

  #learnOfRing({ table }: Task, raw: RawCall, decoded: Decoded | null): void {
    const { ringUsers, ringEpolls, world } = this.#state;
    if (raw.name === 'io_uring_setup' && raw.result?.kind === 'value') {
      ringUsers.add(table.id);
      this.#tally.concerns(raw.name);
    }
    const epoll = ringUsers.has(table.id) && decoded ? this.#state.descriptor(world, table, Number(decoded.args['epfd'])) : undefined;
    if (epoll) ringEpolls.add(epoll.object);
  }

  #learnOfItem({ table }: Task, { args }: Decoded): void {
    const epoll = this.#state.descriptor(this.#state.world, table, Number(args['epfd']));
    if (epoll && !this.#state.descriptor(this.#state.world, table, Number(args['fd']))) this.#state.mixedEpolls.add(epoll.object);
  }

  /** Events were lost: the state of no socket is known. */
  doubtAll(): void {
    const { draft, keep } = this.#state.draft();
    for (const { id } of allOf(draft, 'socket')) draft.change('socket', id, { sure: false });
    this.#writer.ahead(keep());
  }

  /** The effect of the call is not known: the state of its sockets is not, either. */
  #unconfirm(task: Task, raw: RawCall): void {
    const { draft, keep } = this.#state.draft();
    // Their numbers are a ring and counts.
    const sockets = (raw.name.startsWith('io_uring_') ? [] : raw.args.slice(0, 3))
      .flatMap((arg) => (arg.kind === 'number' ? this.#state.socket(draft, task.table, arg.value) ?? [] : []));
    const first = prepare(this.#state, this.#state.world, task, raw).kind === 'undecoded';
    if (first && !COUNTED_CALLS.has(raw.name)) this.undecoded += 1;
    if (first || (COUNTED_CALLS.has(raw.name) && sockets.length > 0)) this.#tally.concerns(raw.name);
    for (const { id, peer } of first || COUNTED_CALLS.has(raw.name) ? sockets : []) {
      draft.change('socket', id, { sure: false });
      if (draft.get(peer ?? '')?.kind === 'socket') draft.change('socket', peer!, { sure: false });
    }
    this.#writer.ahead(keep());
  }
}
