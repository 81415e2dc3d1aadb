/** The fields of a call: each argument with its kind, its choices and the matching names in scope. */
import { splitParticipant } from '../domain/ids.ts';
import { type BoundKind, acceptsName } from '../scenario/check-args.ts';
import type { ArgSpec, ArgType, CallSpec, ResultKind } from '../calls/types.ts';
import type { Scope } from './scope.ts';

/** How a value is entered. `names`: several names; `free` in the field allows text other than a name. */
export type FieldKind = 'name' | 'names' | 'choice' | 'flags' | 'number' | 'text' | 'address' | 'boolean' | 'process' | 'option-value';

export interface Field {
  name: string;
  kind: FieldKind;
  optional: boolean;
  /** One sentence without a period. */
  help: string;
  /** Constants of a choice or of flags, for a process those that a call can start or resume. */
  choices: readonly string[];
  /** Matching references, those of the process itself first. */
  references: readonly Reference[];
  min?: number;
  max?: number;
}

export interface Reference {
  /** "$s" */
  text: string;
  /** "descriptor of main" */
  about: string;
  /** Made by another process, where alone it is valid: to pass it is an experiment. */
  far: boolean;
}

/** In the order of the prototype. Arguments for experiments are typed, or written in a file. */
export function fieldsOf(call: CallSpec, participant: string, scope: Scope): Field[] {
  return call.args.filter((arg) => !arg.unmodelled).map((arg) => fieldOf(arg, participant, scope));
}

function fieldOf(arg: ArgSpec, participant: string, scope: Scope): Field {
  const { type } = arg;
  return {
    name: arg.name, kind: KINDS[type.kind], optional: arg.optional === true, help: arg.help, choices: choicesOf(type, scope),
    references: referencesOf(type, participant, scope), ...(type.kind === 'integer' ? { min: type.min, max: type.max } : {}),
  };
}

const KINDS: Readonly<Record<ArgType['kind'], FieldKind>> = {
  descriptor: 'name', 'far-descriptor': 'name', descriptors: 'names', event: 'name', events: 'names', pid: 'name', process: 'process',
  blob: 'name', address: 'address', data: 'text', integer: 'number', choice: 'choice', flags: 'flags', boolean: 'boolean',
  'option-value': 'option-value', handle: 'name',
};

function choicesOf(type: ArgType, scope: Scope): string[] {
  if (type.kind === 'choice' || type.kind === 'flags') return Object.keys(type.set);
  return type.kind === 'process' ? scope.processes.filter((p) => p.started && !p.running).map((p) => p.name) : [];
}

function referencesOf(type: ArgType, participant: string, scope: Scope): Reference[] {
  const { process } = splitParticipant(participant);
  const one: ArgType = type.kind === 'descriptors' ? { kind: 'descriptor' } : type.kind === 'events' ? { kind: 'event' } : type;
  const pids = acceptsName(one, 'pid') ? scope.processes.map((p) => ({ text: `$${p.name}`, about: 'process', far: false })) : [];
  const fitting = scope.names.filter((n) => acceptsName(one, n.kind)
    && (n.kind !== 'blob' || n.maker === process || n.arrived.includes(process)));
  const own = fitting.filter((n) => n.maker === process || n.arrived.includes(process));
  const others = fitting.filter((n) => !own.includes(n));
  const inherits = scope.processes.some((p) => p.name === process && p.started);
  const reference = ({ name, kind, maker }: Scope['names'][number]) => ({ text: `$${name}`, about: `${kind} of ${maker}`,
    far: one.kind !== 'far-descriptor' && maker !== process && !inherits && PER_PROCESS.has(kind) });
  return [...pids, ...own.toReversed().map(reference), ...others.toReversed().map(reference)];
}

/** Numbers that mean something in one process. */
const PER_PROCESS: ReadonlySet<BoundKind> = new Set(['descriptor', 'event', 'port', 'operation']);

const DEFAULT_NAMES: Readonly<Partial<Record<ResultKind, string>>> = {
  descriptor: 's', descriptors: 'pair', blob: 'blob', event: 'event', address: 'address', data: 'data', number: 'count',
  window: 'window', operation: 'operation', port: 'port', value: 'value', pid: 'pid',
};

/** Returns the default name for a result, or null if there is no result to keep. */
export function resultWish(kind: ResultKind): string | null {
  return DEFAULT_NAMES[kind] ?? null;
}
