/** The values of a scenario's names in this run. */
import type { ArgSpec, CallSpec, ResolvedArgs, ResolvedValue, Results } from '../../../shared/calls/types.ts';
import { fromHex, toByteString, toHex } from '../../../shared/domain/bytes.ts';
import { withChosenFields } from '../../../shared/domain/protocol-info.ts';
import type { TransferId } from '../../../shared/domain/ids.ts';
import { isRepeated, repeated } from '../../../shared/scenario/repeated.ts';

export type Binding =
  | { kind: 'value'; value: ResolvedValue }
  /** A WSAPROTOCOL_INFOW, kept by the processes that know it by its name. */
  | { kind: 'blob'; transfer: TransferId; bytes?: number }
  /** A call that has not returned. */
  | { kind: 'pending' };

/** A name without a value in this run, because the step that should have bound it failed. */
export class Unbound extends Error {}

export class Bindings {
  readonly #names = new Map<string, Binding>();
  /** Pid by process name, of started processes. */
  readonly pids = new Map<string, number>();

  get(name: string): Binding | undefined {
    return this.#names.get(name);
  }

  set(name: string, binding: Binding): void {
    this.#names.set(name, binding);
  }

  /** Replaces $names by values, and $process by its pid. */
  resolve(call: CallSpec, args: Readonly<Record<string, unknown>>): { args: ResolvedArgs; transfer: TransferId | null } {
    const resolved: Record<string, ResolvedValue> = {};
    let transfer: TransferId | null = null;
    for (const [name, raw] of Object.entries(args)) {
      const spec = call.args.find((a) => a.name === name)!;
      if (spec.type.kind === 'blob' && typeof raw === 'string') {
        const binding = this.#required(raw);
        if (binding.kind === 'pending') throw new Unbound(`${raw} has no value yet`);
        // The bytes of SO_PROTOCOL_INFOW are not a transfer: they are passed unchanged (S17).
        resolved[name] = binding.kind === 'blob' ? raw.slice(1) : binding.value;
        if (binding.kind === 'blob') ({ transfer } = binding);
      } else if (spec.type.kind === 'blob' && isChosen(raw)) {
        resolved[name] = this.#chosenInfo(raw);
      } else {
        resolved[name] = this.#value(spec, raw);
      }
    }
    return { args: resolved, transfer };
  }

  #value(spec: ArgSpec, raw: unknown): ResolvedValue {
    if (Array.isArray(raw)) return raw.map((item) => this.#value(spec, item)) as unknown as ResolvedValue;
    if (spec.type.kind === 'data' && isRepeated(raw)) return repeated(raw);
    if (typeof raw !== 'string') return raw as ResolvedValue;
    if (!raw.startsWith('$')) return spec.type.kind === 'data' ? toByteString(raw) : raw;
    const pid = this.pids.get(raw.slice(1));
    if (pid !== undefined) return pid;
    const binding = this.#required(raw);
    if (binding.kind !== 'value') throw new Unbound(`${raw} has no value yet`);
    return binding.value;
  }

  /** The description of a socket with some fields replaced, in hex digits. */
  #chosenInfo({ from, ...fields }: ChosenInfo): string {
    const binding = this.#required(from);
    if (binding.kind !== 'value' || typeof binding.value !== 'string') throw new Unbound(`${from} is not the description of a socket`);
    return toHex(withChosenFields(fromHex(binding.value),
      Object.fromEntries(Object.entries(fields).map(([name, n]) => [name, Number(n)]))));
  }

  #required(reference: string): Binding {
    const binding = this.#names.get(reference.slice(1));
    if (!binding) throw new Unbound(`${reference} has no value: the step that binds it failed`);
    return binding;
  }
}

type ChosenInfo = Readonly<Record<string, unknown>> & { from: string };

const isChosen = (raw: unknown): raw is ChosenInfo =>
  typeof raw === 'object' && raw !== null && 'from' in raw && typeof raw.from === 'string';

/** The values that `as` binds, in the order of the names; a blob is bound by its transfer. */
export function boundValues(call: CallSpec, results: Results, transfer: TransferId | null): Binding[] {
  if (call.result === 'blob') return transfer ? [{ kind: 'blob', transfer, bytes: (results.blob?.length ?? 0) / 2 }] : [];
  if (call.result === 'descriptors') return (results.descriptors ?? []).map((value) => ({ kind: 'value', value }));
  if (call.result === 'none') return [];
  const value = results[call.result];
  return value === undefined ? [] : [{ kind: 'value', value: value as ResolvedValue }];
}
