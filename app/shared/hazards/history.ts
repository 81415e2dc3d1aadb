/** History of a trace that its world does not keep: one entry per entity, whatever the trace's length. */
import { type ArgsOf, type CallName, specOf } from '../calls/catalogue.ts';
import type { Rules } from '../domain/entities.ts';
import { fromHex } from '../domain/bytes.ts';
import { type ObjectId, type ProcessId, type StepNumber, type TransferId, processId, splitParticipant } from '../domain/ids.ts';
import { decodeProtocolInfo, PROTOCOL_INFO_SIZE } from '../domain/protocol-info.ts';
import { type WorldView, allOf, descriptorOf } from '../domain/world.ts';
import { type CallAction, DescriptorNames, type ReusedNumber } from './descriptor-names.ts';
import type { BareStep, CallEvent } from './types.ts';

interface Export {
  inheritable: boolean;
  /** ChainLen of the blob; 0 if unknown. */
  chainLength: number;
}

type LastUse = ReadonlyMap<ProcessId, StepNumber>;

export class HazardHistory {
  readonly #readers = new Map<ObjectId, Map<ProcessId, StepNumber>>();
  readonly #acceptors = new Map<ObjectId, Map<ProcessId, StepNumber>>();
  readonly #creators = new Map<ObjectId, { process: ProcessId; step: StepNumber }>();
  readonly #exports = new Map<TransferId, Export>();
  readonly #blobs = new Map<string, TransferId>();
  readonly #ports = new Map<ObjectId, { process: ProcessId; step: StepNumber }>();
  readonly #limited = new Map<ProcessId, StepNumber>();
  #names = new DescriptorNames();

  /** The same, for steps that are only tried. */
  copy(): HazardHistory {
    const copy = new HazardHistory();
    for (const [object, uses] of this.#readers) copy.#readers.set(object, new Map(uses));
    for (const [object, uses] of this.#acceptors) copy.#acceptors.set(object, new Map(uses));
    for (const [object, creator] of this.#creators) copy.#creators.set(object, creator);
    for (const [transfer, made] of this.#exports) copy.#exports.set(transfer, made);
    for (const [name, transfer] of this.#blobs) copy.#blobs.set(name, transfer);
    for (const [object, port] of this.#ports) copy.#ports.set(object, port);
    for (const [process, step] of this.#limited) copy.#limited.set(process, step);
    copy.#names = this.#names.copy();
    return copy;
  }

  /** The processes that took bytes from a socket, and the last time of each. */
  readers(object: ObjectId): LastUse {
    return this.#readers.get(object) ?? new Map();
  }

  acceptors(object: ObjectId): LastUse {
    return this.#acceptors.get(object) ?? new Map();
  }

  /** The objects that a process accepted on. */
  accepted(): Iterable<ObjectId> {
    return this.#acceptors.keys();
  }

  creator(object: ObjectId): { process: ProcessId; step: StepNumber } | undefined {
    return this.#creators.get(object);
  }

  exported(transfer: TransferId): Export | undefined {
    return this.#exports.get(transfer);
  }

  /** The transfer bound to a name of the scenario. */
  transferNamed(name: string): TransferId | undefined {
    return this.#blobs.get(name);
  }

  /** The owner of the completion port associated with the socket (S49). */
  port(object: ObjectId): { process: ProcessId; step: StepNumber } | undefined {
    return this.#ports.get(object);
  }

  /** The last step at which a call of the process failed because it can have no more descriptors. */
  outOfDescriptors(process: ProcessId): StepNumber | undefined {
    return this.#limited.get(process);
  }

  /** Names of closed descriptors in the arguments of a call whose numbers belong to other descriptors by now. */
  reusedNumbers(action: CallAction, before: WorldView, after: WorldView): readonly ReusedNumber[] {
    return this.#names.reused(action, before, after);
  }

  add(step: BareStep, before: WorldView, deed: CallEvent | null): void {
    for (const added of Object.values(step.diff.added)) {
      if (added.kind === 'descriptor' && added.how === 'created' && !this.#creators.has(added.object)) {
        this.#creators.set(added.object, { process: added.process, step: step.n });
      }
      if (added.kind === 'transfer') this.#addExport(step, before, added.id);
    }
    const { action, outcome } = step;
    if (action.kind === 'message' && action.content.kind === 'blob' && outcome.kind === 'ok') {
      const transfer = this.#blobs.get(action.content.name);
      if (transfer && action.as !== null) this.#blobs.set(action.as, transfer);
    }
    if (action.kind === 'call') this.#names.add(step, action, deed?.does.replaces === true);
    if (deed && outcome.kind === 'error' && outcome.name === 'EMFILE') this.#limited.set(deed.process, step.n);
    if (!deed || deed.object === null || outcome.kind === 'refused') return;
    // Blocked calls and started operations take the next data.
    const took = outcome.kind === 'pending'
      || (outcome.kind === 'ok' && (outcome.results.started === true || (outcome.results.data ?? '') !== ''));
    if (deed.does.receives && took && !peeks(deed)) note(this.#readers, deed.object, deed.process, step.n);
    if (deed.does.accepts && outcome.kind !== 'error') note(this.#acceptors, deed.object, deed.process, step.n);
    if (deed.does.registers === 'for life' && outcome.kind === 'ok' && !this.#ports.has(deed.object)) {
      this.#ports.set(deed.object, { process: deed.process, step: step.n });
    }
  }

  #addExport(step: BareStep, before: WorldView, transfer: TransferId): void {
    const { action, outcome } = step;
    if (action.kind !== 'call') return;
    for (const name of action.as) this.#blobs.set(name, transfer);
    const source = descriptorOf(before, processId(splitParticipant(action.participant).process), Number(action.resolved['s'] ?? -1));
    const blob = outcome.kind === 'ok' ? outcome.results.blob : undefined;
    const readable = blob?.length === 2 * PROTOCOL_INFO_SIZE;
    this.#exports.set(transfer, {
      inheritable: source?.inheritable ?? true,
      chainLength: readable ? decodeProtocolInfo(fromHex(blob)).ProtocolChain.ChainLen : 0,
    });
  }
}

function note(uses: Map<ObjectId, Map<ProcessId, StepNumber>>, object: ObjectId, process: ProcessId, step: StepNumber): void {
  const known = uses.get(object) ?? new Map<ProcessId, StepNumber>();
  known.set(process, step);
  uses.set(object, known);
}

function peeks(deed: CallEvent): boolean {
  const flags = deed.args['flags'];
  return Array.isArray(flags) && (flags as readonly unknown[]).includes('MSG_PEEK');
}

export function callEventOf(step: BareStep, before: WorldView, rules: Rules): CallEvent | null {
  const { action } = step;
  if (action.kind === 'completion') {
    const waiting = allOf(before, 'pending').find((p) => p.step === action.of);
    return waiting
      ? { process: waiting.process, call: waiting.call, does: specOf(rules, waiting.call) ?? {}, args: waiting.args as CallEvent['args'],
        object: waiting.object } : null;
  }
  if (action.kind !== 'call') return null;
  const process = processId(splitParticipant(action.participant).process);
  const number = DESCRIPTOR_ARGS.map((name) => action.resolved[name]).find((value) => typeof value === 'number');
  const descriptor = typeof number === 'number' ? descriptorOf(before, process, number) : undefined;
  return { process, call: action.call, does: specOf(rules, action.call) ?? {}, args: action.resolved, object: descriptor?.object ?? null };
}

/** Names under which calls take their descriptor. */
const DESCRIPTOR_ARGS = ['s', 'fd'] as const satisfies readonly ArgsOf<CallName>['name'][];
