/** Events as the recorder's process writes them: one JSON object per line. A call is written at its start and completed by its number. */
import type { Intervention, RawCall, RawEvent, RawResult, RawValue, TaskEnd } from '../raw.ts';
import type { HoldFilter, Release } from '../source.ts';

export type WireEvent =
  | { kind: 'enter'; id: number; task: number; name: string; args: readonly RawValue[]; at: number }
  /** Without `args` they are as at the start. */
  | { kind: 'exit'; id: number; args?: readonly RawValue[]; result: RawResult; at: number; payload?: string;
      intervened?: Intervention }
  | Exclude<RawEvent, { kind: 'enter' | 'exit' }>;

/** The task waits before the call `id`, and goes on after a `release`. `about`: what its first argument refers to. */
export interface WireBefore { kind: 'before'; id: number; about: string | null }

export type WireLine =
  | WireEvent
  | WireBefore
  /** Recording has started. `bell`: the process that receives commands as signals. `program`: the launched process, or null. */
  | { kind: 'started'; bell: number; program: number | null }
  /** What a user should know about a program, in a sentence. */
  | { kind: 'note'; text: string }
  /** It could not start, or ended early. `denied`: for want of permission or space. */
  | { kind: 'problem'; text: string; denied: boolean }
  /** The launched program has ended. */
  | { kind: 'program'; how: TaskEnd }
  /** `missed`: what was lost, in sentences: at most `LOSS_EXAMPLES`. */
  | { kind: 'done'; lost: number; missed: readonly string[] };

/** Commands for the recorder's process, one JSON object per line. A signal for the bell follows each of them. */
export type WireCommand =
  | { kind: 'hold'; filters: readonly HoldFilter[] }
  | { kind: 'release'; id: number; how: Release };

/** Puts starts and ends of calls together. */
export class WireReader {
  readonly #open = new Map<number, RawCall>();

  /** A call that has begun and not ended. */
  open(id: number): RawCall | undefined {
    return this.#open.get(id);
  }

  /** null for an end without a start. */
  event(wire: WireEvent): RawEvent | null {
    if (wire.kind === 'enter') {
      const { id, task, name, args, at } = wire;
      const call: RawCall = { task, name, args, result: null, entered: at, left: null };
      this.#open.set(id, call);
      return { kind: 'enter', call };
    }
    if (wire.kind !== 'exit') return wire;
    const call = this.#open.get(wire.id);
    this.#open.delete(wire.id);
    if (!call) return null;
    call.args = wire.args ?? call.args;
    if (wire.intervened) call.intervened = wire.intervened;
    if (wire.payload !== undefined) call.payload = wire.payload;
    call.result = wire.result;
    call.left = wire.at;
    return { kind: 'exit', call };
  }
}
