/** Events as the recorder's process writes them: one JSON object per line. A call is written at its start and completed by its number. */
import type { RawCall, RawEvent, RawResult, RawValue, TaskEnd } from '../raw.ts';

export type WireEvent =
  | { kind: 'enter'; id: number; task: number; name: string; args: readonly RawValue[]; at: number }
  /** Without `args` they are as at the start. */
  | { kind: 'exit'; id: number; args?: readonly RawValue[]; result: RawResult; at: number }
  | Exclude<RawEvent, { kind: 'enter' | 'exit' }>;

export type WireLine =
  | WireEvent
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

/** Puts starts and ends of calls together. */
export class WireReader {
  readonly #open = new Map<number, RawCall>();

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
    call.result = wire.result;
    call.left = wire.at;
    return { kind: 'exit', call };
  }
}
