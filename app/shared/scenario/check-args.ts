/** Checks the arguments of one call against the catalogue, before anything is performed. */
import { isRecord } from '../base/is-record.ts';
import { assertNever } from '../base/assert-never.ts';
import { C_TYPES, type CType, cTypeOf, fits, lingerType, rangeText } from '../calls/c-types.ts';
import { isNoProcess, isNoWindow, noProcessText } from '../calls/reserved-numbers.ts';
import type { ArgSpec, ArgType, CallSpec, HandleKind } from '../calls/types.ts';
import { nearest } from '../base/nearest.ts';
import { InputProblem } from '../base/input-problem.ts';
import { checkChosenInfo } from './check-chosen-info.ts';
import { isRepeated } from './repeated.ts';

/** What a `$name` stands for when the scenario reaches this step. */
export type BoundKind = 'descriptor' | 'blob' | 'event' | 'address' | 'pid' | 'text' | 'number' | 'pending' | 'value'
  | HandleKind;
export type Scope = (name: string, where: string) => BoundKind;

export function checkArgs(call: CallSpec, args: Readonly<Record<string, unknown>>, where: string, scope: Scope): void {
  for (const name of Object.keys(args)) {
    if (!call.args.some((spec) => spec.name === name)) {
      const known = call.args.map((spec) => spec.name);
      const hint = nearest(name, known);
      throw new InputProblem(`${call.name} has no argument "${name}"`, `${where}.${name}`,
        known.length === 0 ? 'It takes none.' : hint ? `Did you mean "${hint}"?` : `It takes ${known.join(', ')}.`);
    }
  }
  for (const spec of call.args) {
    const value = args[spec.name];
    if (value === undefined) {
      if (spec.optional) continue;
      throw new InputProblem(`${call.name} needs the argument "${spec.name}"`, `${where}.${spec.name}`, `Add it: ${spec.help}.`);
    }
    checkValue(call, spec, value, cTypeOf(call.platform, spec, args), `${where}.${spec.name}`, scope);
  }
}

/** @param number the C type of the argument, null where it is no number. */
function checkValue(call: CallSpec, spec: ArgSpec, value: unknown, number: CType | null, where: string, scope: Scope): void {
  const { type } = spec;
  const wrong = (wanted: string): never => {
    throw new InputProblem(`${call.name} takes ${wanted} here, not ${describe(value)}`, where, `${spec.help}.`);
  };
  if (value === null) {
    if (spec.optional || type.kind === 'descriptor' || type.kind === 'event' || type.kind === 'handle') return;
    wrong(WANTED[type.kind]);
  }
  if (typeof value === 'string' && value.startsWith('$')) {
    const bound = scope(value.slice(1), where);
    if (!acceptsName(type, bound))
      wrong(`${WANTED[type.kind]} (${value} is ${bound === 'address' || bound === 'event' ? 'an' : 'a'} ${bound})`);
    return;
  }
  switch (type.kind) {
    case 'descriptor': case 'far-descriptor': case 'event': case 'pid': case 'handle': case 'integer':
      if (!isInteger(value)) wrong(WANTED[type.kind]);
      else if (!fits(number!, value)) wrong(`a whole number ${rangeText(number!)}`);
      else checkReach(call, type, value, where);
      return;
    case 'descriptors': case 'events':
      if (!Array.isArray(value)) wrong(WANTED[type.kind]);
      for (const [i, item] of (value as unknown[]).entries()) {
        const one: ArgSpec = { ...spec, type: { kind: type.kind === 'events' ? 'event' : 'descriptor' } };
        checkValue(call, one, item, number, `${where}[${i}]`, scope);
      }
      return;
    case 'choice':
      if (type.numbers && isInteger(value)) {
        if (!fits(C_TYPES.int, value)) wrong(`a whole number ${rangeText(C_TYPES.int)}`);
      } else if (typeof value !== 'string') wrong(`one of ${Object.keys(type.set).join(', ')}`);
      else checkName(type.set, value, where);
      return;
    case 'flags':
      if (!Array.isArray(value)) wrong('a list of flag names');
      for (const [i, item] of (value as unknown[]).entries()) {
        if (typeof item !== 'string') wrong('a list of flag names');
        else checkName(type.set, item, `${where}[${i}]`);
      }
      return;
    case 'address':
      if (typeof value !== 'string') wrong(WANTED.address);
      else checkAddress(value, where, call.address === 'binds');
      return;
    case 'process':
      if (typeof value !== 'string') wrong(WANTED.process);
      return;
    case 'data':
      if (typeof value !== 'string' && !isRepeated(value)) wrong(WANTED.data);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') wrong(WANTED.boolean);
      return;
    case 'option-value':
      if (isLinger(value)) {
        const field = lingerType(call.platform);
        if (!fits(field, value.onoff) || !fits(field, value.linger)) wrong(`onoff and linger ${rangeText(field)}`);
      } else if (!isInteger(value)) {
        wrong(WANTED['option-value']);
      } else if (!fits(number!, value)) {
        wrong(`a whole number ${rangeText(number!)}`);
      }
      return;
    case 'blob':
      if (!isRecord(value)) wrong(WANTED.blob);
      else checkChosenInfo(value, where, scope);
      return;
    default:
      assertNever(type, 'argument type');
  }
}

/** Whether a name that stands for such a thing can be given for the argument. */
export function acceptsName(type: ArgType, bound: BoundKind): boolean {
  return type.kind === 'handle' ? bound === type.of || bound === 'number' : ACCEPTS[type.kind].includes(bound);
}

const WANTED: Readonly<Record<ArgType['kind'], string>> = {
  descriptor: 'a descriptor ($name or a number)', 'far-descriptor': 'a descriptor of another process ($name or a number)',
  descriptors: 'a list of descriptors', event: 'an event object ($name)',
  events: 'a list of event objects', pid: 'a process ($process) or a process id', process: 'the plain name of a process',
  blob: 'a WSAPROTOCOL_INFOW ($name)',
  address: 'an address as text', data: 'text, or { "text", "times" } of at most 65536 bytes',
  integer: 'a whole number', choice: 'a name', flags: 'a list of flag names',
  boolean: 'true or false', 'option-value': 'a whole number or {onoff, linger}', handle: 'a window, operation or port ($name)',
};

const ACCEPTS: Readonly<Record<ArgType['kind'], readonly BoundKind[]>> = {
  descriptor: ['descriptor', 'number'], 'far-descriptor': ['descriptor', 'number'], descriptors: [], event: ['event', 'number'],
  events: [], pid: ['pid', 'number'],
  // SO_PROTOCOL_INFOW gives the same structure, for a new socket (S17).
  process: [], blob: ['blob', 'value'], address: ['address'], data: ['text'], integer: ['number'], choice: [], flags: [], boolean: [],
  'option-value': ['number', 'value', 'descriptor'], handle: [],
};

function checkName(set: Readonly<Record<string, number>>, value: string, where: string): void {
  if (Object.hasOwn(set, value)) return;
  const hint = nearest(value, Object.keys(set));
  throw new InputProblem(`"${value}" is not known here`, where,
    hint ? `Did you mean "${hint}"?` : `Known: ${Object.keys(set).join(', ')}.`);
}

/** Literal numbers name no process and no window: any other number can belong to a process outside the session. */
function checkReach(call: CallSpec, type: ArgType, value: number, where: string): void {
  if (type.kind === 'pid' && call.platform !== 'outside' && !isNoProcess(call.platform, value)) {
    throw new InputProblem(`${call.name} reaches processes of the scenario only, and ${value} can be any process`, where,
      `Write $name of a process, or ${noProcessText(call.platform)}, which is never a process.`);
  }
  if (call.registers && type.kind === 'handle' && type.of === 'window' && !isNoWindow(value)) {
    throw new InputProblem(`${call.name} reaches windows of the session only, and ${value} can be any window`, where,
      'Write $name of what CreateWindowExW gave, or a multiple of 65536, which is never a window.');
  }
}

/** Only addresses of this machine: a scenario never reaches out. `any`: every address of it, for a bind. */
function checkAddress(value: string, where: string, any: boolean): void {
  if (value.includes('\0')) {
    throw new InputProblem('the address has a NUL character, and the system would ignore the rest', where, 'Remove the character.');
  }
  if (value.startsWith('@') || value.startsWith('/')) return;
  const port = /^(?:127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]):(\d{1,5})$/.exec(value)?.[1];
  if (port !== undefined && Number(port) <= 65_535) return;
  if (any && /^(?:0\.0\.0\.0|\[::\]):0$/.test(value)) return;
  throw new InputProblem(`"${value}" is not a loopback address with a port`, where,
    'Write 127.0.0.1:0, [::1]:0, @abstract or a path; scenarios stay on this machine.');
}

const isInteger = (value: unknown): value is number => Number.isInteger(value);

function isLinger(value: unknown): value is { onoff: unknown; linger: unknown } {
  return typeof value === 'object' && value !== null && 'onoff' in value && 'linger' in value;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
  return typeof value === 'object' ? 'an object' : `${typeof value} ${JSON.stringify(value)}`;
}
