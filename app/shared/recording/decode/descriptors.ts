/** Forms of the calls on descriptors, epoll instances and pidfds. */
import type { LinuxCallName } from '../../calls/catalogue.ts';
import * as c from '../../calls/constants-linux.ts';
import type { ResolvedArgs, Results } from '../../calls/types.ts';
import type { RawValue } from '../raw.ts';
import type { Form, Read, ReadyItem } from './form.ts';
import { choiceOf, flagsOf, listOf, numberOf, recordOf, timeoutOf } from './values.ts';

const made = (value: number | null): Results => (value === null ? {} : { descriptor: value });
const some = (flags: readonly string[]): { flags?: readonly string[] } => (flags.length > 0 ? { flags } : {});

/** Arguments that are plain numbers, by position. */
const numbers = (...names: readonly string[]) => (args: readonly RawValue[]): Record<string, number> | null => {
  const read: Record<string, number> = {};
  for (const [i, name] of names.entries()) {
    const number = numberOf(args[i]);
    if (number === null) return null;
    read[name] = number;
  }
  return read;
};

const plain = (...names: readonly string[]): Form => (args) => {
  const read = numbers(...names)(args);
  return read && { args: read };
};
const making = (...names: readonly string[]): Form => (args, value) => {
  const read = numbers(...names)(args);
  return read && { args: read, results: made(value) };
};

const dup3: Form = (args, value) => {
  const [read, flags] = [numbers('fd', 'newfd')(args), flagsOf(args[2], c.DUP3_FLAGS)];
  return read && flags ? { args: { ...read, ...some(flags.names) }, results: made(value), vague: flags.unknown } : null;
};

const closeRange: Form = (args) => {
  const [read, flags] = [numbers('first', 'last')(args), flagsOf(args[2], c.CLOSE_RANGE)];
  return read && flags && { args: { ...read, ...some(flags.names) } };
};

const STATUS = { ...c.FD_FLAGS, ...c.STATUS_FLAGS };
/** A flag has another meaning in each command: FD_CLOEXEC is 1, as O_WRONLY is. */
const flagsIn = (command: string, value: RawValue | undefined): readonly string[] =>
  flagsOf(value, command.endsWith('FD') ? c.FD_FLAGS : c.STATUS_FLAGS)?.names.filter((name) => Object.hasOwn(STATUS, name)) ?? [];

const fcntl: Form = (args, value, { result }) => {
  const [fd, command] = [numberOf(args[0]), choiceOf(args[1], c.FCNTL)];
  if (fd === null || command === null) return null;
  const more = commandArgs(command, args[2]);
  if (!more) return null;
  if (value === null) return { args: { fd, command, ...more } };
  const returned: RawValue = { kind: 'number', value };
  const shown = result?.kind === 'value' ? result.shown : undefined;
  return { args: { fd, command, ...more }, results: commandResults(command, value, shown ?? returned) };
};

function commandArgs(command: string, value: RawValue | undefined): ResolvedArgs | null {
  switch (command) {
    case 'F_SETFD': case 'F_SETFL': return { value: flagsIn(command, value) };
    case 'F_DUPFD': case 'F_DUPFD_CLOEXEC': return { from: numberOf(value) ?? 0 };
    case 'F_SETOWN': return numberOf(value) === null ? null : { owner: numberOf(value) };
    case 'F_SETSIG': return { signal: choiceOf(value, c.SIGNALS) ?? 'SIGIO' };
    default: return {};
  }
}

function commandResults(command: string, value: number, shown: RawValue): Results {
  switch (command) {
    case 'F_GETFD': case 'F_GETFL': return { flags: flagsIn(command, value === 0 ? { kind: 'number', value } : shown) };
    case 'F_DUPFD': case 'F_DUPFD_CLOEXEC': return { descriptor: value };
    case 'F_GETOWN': return { number: value };
    case 'F_GETSIG': return { value: value === 0 ? 'SIGIO' : Object.entries(c.SIGNALS).find(([, n]) => n === value)?.[0] ?? value };
    default: return {};
  }
}

const ioctl: Form = (args) => {
  const [fd, command] = [numberOf(args[0]), choiceOf(args[1], c.IOCTL)];
  if (fd === null || command === null) return null;
  const value = numberOf(listOf(args[2])?.[0]);
  return { args: { fd, command, ...(value === null ? {} : { value: Number(value !== 0) }) } };
};

const epollCreate1: Form = (args, value) => {
  const flags = flagsOf(args[0], c.EPOLL_CREATE);
  return flags && { args: some(flags.names), results: made(value) };
};

/** The program's value of an item, as text that compares. */
const keyOf = (value: RawValue | undefined): string => JSON.stringify(value ?? null);

const epollCtl: Form = (args) => {
  const [epfd, op, fd] = [numberOf(args[0]), choiceOf(args[1], c.EPOLL_OP), numberOf(args[2])];
  if (epfd === null || op === null || fd === null) return null;
  const event = recordOf(args[3]);
  if (op === 'EPOLL_CTL_DEL' || !event) return { args: { epfd, op, fd }, vague: op !== 'EPOLL_CTL_DEL' };
  const events = flagsOf(event['events'], c.EPOLL);
  return events && { args: { epfd, op, fd, events: events.names }, vague: events.unknown, key: keyOf(event['data']) };
};

const epollWait: Form = (args, value) => {
  const [epfd, most, timeout] = [numberOf(args[0]), numberOf(args[2]), timeoutOf(args[3])];
  if (epfd === null) return null;
  const items: ReadyItem[] = (value === null ? [] : listOf(args[1]) ?? []).flatMap((item) => {
    const fields = recordOf(item);
    return fields ? [{ key: keyOf(fields['data']), events: flagsOf(fields['events'], c.EPOLL)?.names ?? [] }] : [];
  });
  const whole = value === null || items.length === value;
  return { args: { epfd, ...(most === null ? {} : { maxEvents: most }), timeout: timeout ?? -1 }, results: { ready: [] }, items,
    vague: !whole || items.length === most };
};

/** The catalogue polls one descriptor; a call for several has no form. */
const poll: Form = (args, value, { result }): Read | null => {
  const polled = listOf(args[0]);
  const fields = polled?.length === 1 ? recordOf(polled[0]) : null;
  const [fd, events] = [numberOf(fields?.['fd']), flagsOf(fields?.['events'], c.POLL)];
  if (fd === null || !events) return null;
  const shown = result?.kind === 'value' ? listOf(result.shown)?.[0] : undefined;
  const returned = flagsOf(recordOf(shown)?.['revents'], c.POLL)?.names ?? [];
  return { args: { fd, events: events.names, timeout: timeoutOf(args[2]) ?? -1 }, results: { events: value === 0 ? [] : returned },
    vague: events.unknown || (value === 1 && shown === undefined) };
};

export const DESCRIPTOR_FORMS: { readonly [N in LinuxCallName]?: Form } = {
  close: plain('fd'), dup: making('fd'), dup2: making('fd', 'newfd'), dup3, close_range: closeRange, fcntl, ioctl,
  epoll_create: making('size'), epoll_create1: epollCreate1, epoll_ctl: epollCtl,
  epoll_wait: epollWait, epoll_pwait: epollWait, epoll_pwait2: epollWait, poll, ppoll: poll,
  pidfd_open: making('pid'), pidfd_getfd: making('pidfd', 'targetfd'),
};
