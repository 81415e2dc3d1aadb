/** Forms of the calls on sockets and addresses. */
import type { LinuxCallName } from '../../calls/catalogue.ts';
import * as c from '../../calls/constants-linux.ts';
import type { ResolvedValue } from '../../calls/types.ts';
import type { RawValue } from '../raw.ts';
import { addressOf } from './address.ts';
import type { Form, Read } from './form.ts';
import { choiceOf, flagsOf, isNull, listOf, numberOf, recordOf, timeoutOf } from './values.ts';

/** socket and socketpair: the type carries flags. */
function kindOf(args: readonly RawValue[]) {
  const domain = choiceOf(args[0], c.FAMILY);
  const typed = flagsOf(args[1], { ...c.SOCKET_FLAGS });
  const type = typed && choiceOf(withoutFlags(args[1]!), c.TYPE);
  const foreign = domain === null ? textOf(args[0]) : type === null ? textOf(args[1]) : null;
  return { domain, type, flags: typed?.names ?? [], foreign };
}

function withoutFlags(value: RawValue): RawValue {
  if (value.kind === 'names') return { ...value, names: value.names.filter((name) => !Object.hasOwn(c.SOCKET_FLAGS, name)) };
  return value.kind === 'number' ? { ...value, value: value.value & 0xf } : value;
}

const textOf = (value: RawValue | undefined): string => (value?.kind === 'names' ? value.names.join('|') : String(numberOf(value) ?? '?'));

const listIfAny = (flags: readonly string[]): { flags?: readonly string[] } => (flags.length > 0 ? { flags } : {});

const socket: Form = (args, value) => {
  const { domain, type, flags, foreign } = kindOf(args);
  const results = value === null ? {} : { descriptor: value };
  if (domain === null || type === null) return { args: {}, results, foreign: foreign ?? '?' };
  const number = numberOf(args[2]);
  const protocol = choiceOf(args[2], c.PROTOCOL);
  const other = protocol === null && number !== 0;
  return { args: { domain, type, ...(protocol === null || number === 0 ? {} : { protocol }), ...listIfAny(flags) }, results,
    ...(other ? { foreign: `${domain} ${textOf(args[2])}` } : {}) };
};

const socketpair: Form = (args, value) => {
  const { domain, type, flags, foreign } = kindOf(args);
  const made = (listOf(args[3]) ?? []).map((item) => numberOf(item));
  if (value !== null && (made.length !== 2 || made.includes(null))) return null;
  const results = value === null ? {} : { descriptors: made as number[] };
  if (domain === null || type === null) return { args: {}, results, foreign: foreign ?? '?' };
  return { args: { domain, type, ...listIfAny(flags) }, results };
};

const addressed: Form = (args) => {
  const [fd, address] = [numberOf(args[0]), addressOf(args[1])];
  return fd === null || address === null ? null : { args: { fd, address } };
};

const listen: Form = (args) => {
  const [fd, backlog] = [numberOf(args[0]), numberOf(args[1])];
  return fd === null ? null : { args: { fd, backlog: Math.max(0, backlog ?? 0) } };
};

const accepting = (call: 'accept' | 'accept4'): Form => (args, value) => {
  const fd = numberOf(args[0]);
  const flags = call === 'accept4' ? flagsOf(args[3], c.SOCKET_FLAGS) : null;
  const address = value === null ? null : addressOf(args[1]);
  return fd === null ? null : { args: { fd, ...listIfAny(flags?.names ?? []) }, results: value === null ? {} : { descriptor: value },
    ...(address === null ? {} : { address }) };
};

const naming: Form = (args, value) => {
  const fd = numberOf(args[0]);
  const address = value === null ? null : addressOf(args[1]) ?? (isNull(args[1]) ? null : '');
  if (fd === null || (value !== null && address === null)) return null;
  return { args: { fd }, results: address === null ? {} : { address }, ...(address === null ? {} : { address }) };
};

const shutdown: Form = (args) => {
  const [fd, how] = [numberOf(args[0]), choiceOf(args[1], c.SHUTDOWN)];
  return fd === null || how === null ? null : { args: { fd, how } };
};

const NAMED_TYPE = new Map<number, string>(Object.entries(c.TYPE).map(([name, number]) => [number, name]));

/** Options and levels without a name in the catalogue keep their text: the rules have no opinion on them. */
function option(args: readonly RawValue[]): (Pick<Read, 'vague'> & { args: { fd: number; level: string; name: string } }) | null {
  const [fd, known] = [numberOf(args[0]), choiceOf(args[1], c.LEVEL)];
  const level = known ?? textOf(args[1]);
  const set: Readonly<Record<string, number>> = known === 'IPPROTO_TCP' ? c.TCP : known === 'SOL_SOCKET' ? c.SO : {};
  const name = choiceOf(args[2], set) ?? textOf(args[2]);
  return fd === null ? null : { args: { fd, level, name }, vague: !Object.hasOwn(set, name) };
}

/** An int, a linger structure, or a time in milliseconds. */
function optionValue(name: string, value: RawValue | undefined): ResolvedValue {
  const linger = recordOf(value);
  if (linger && 'l_onoff' in linger) return { onoff: numberOf(linger['l_onoff']) ?? 0, linger: numberOf(linger['l_linger']) ?? 0 };
  if (linger) return timeoutOf(value);
  const number = numberOf(listOf(value)?.[0]);
  return name === 'SO_TYPE' && number !== null ? NAMED_TYPE.get(number) ?? number : number;
}

const setsockopt: Form = (args) => {
  const read = option(args);
  const value = read && optionValue(read.args.name, args[3]);
  return read && value !== null ? { ...read, args: { ...read.args, value } } : null;
};

const getsockopt: Form = (args, returned) => {
  const read = option(args);
  const value = read && returned !== null ? optionValue(read.args.name, args[3]) : null;
  if (!read) return null;
  return value === null ? { ...read, vague: read.vague || returned !== null, results: {} }
    : { ...read, results: { value: value as number | string | { onoff: number; linger: number } } };
};

export const SOCKET_FORMS: { readonly [N in LinuxCallName]?: Form } = {
  socket, socketpair, bind: addressed, connect: addressed, listen, accept: accepting('accept'), accept4: accepting('accept4'),
  getsockname: naming, getpeername: naming, shutdown, setsockopt, getsockopt,
};
