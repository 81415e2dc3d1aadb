/** The arguments that distinguish a call from similar ones, in one short line. */
import type { CallName } from '../calls/catalogue.ts';
import type { CallSpec } from '../calls/types.ts';
import { own } from '../base/own.ts';
import type { Rules } from '../domain/entities.ts';
import { valueText } from './values.ts';

type Values = Readonly<Record<string, unknown>>;

/** `values` as performed (or as planned), `written` as the scenario has them. */
export function shortArgs(rules: Rules, call: string, spec: CallSpec | undefined, values: Values, written: Values): string {
  const text = (name: string) => {
    const value = valueText(rules, values[name], spec?.args.find((a) => a.name === name)?.type.kind);
    return name === 'timeout' ? `${value} ms` : value;
  };
  const has = (name: string) => values[name] !== undefined && values[name] !== null;
  return own(SHORT as Readonly<Record<string, (given: Given) => string>>, call)?.({ text, has, values, written })
    ?? generic(spec, values, text, has);
}

interface Given {
  text(name: string): string;
  has(name: string): boolean;
  values: Values;
  written: Values;
}

/** "FD_READ → window 5"; "cancel" for an empty mask. */
const registering = (target: string, what: string) => ({ text, has, values }: Given): string => {
  const mask = Array.isArray(values['mask']) && values['mask'].length > 0 ? text('mask').replaceAll(' | ', '|') : 'cancel';
  return has(target) && mask !== 'cancel' ? `${mask} → ${what}${text(target)}` : mask;
};

const waiting = ({ text, has }: Given): string => `${has('events') ? `${text('events')}, ` : ''}${text('timeout')}`;

/** Calls whose short form does not follow from the kinds of their arguments. */
const SHORT: { readonly [N in CallName]?: (given: Given) => string } = {
  WSASocketW: ({ text, has, written }) =>
    (has('protocolInfo') ? `from ${String(written['protocolInfo'] ?? 'a blob').replace('$', '')}` : join(text, ['type'].filter(has))),
  WSADuplicateSocketW: ({ text, written }) => `${text('s')} for ${targetName(written['processId'])}`,
  WSAEventSelect: registering('event', ''),
  WSAAsyncSelect: registering('window', 'window '),
  CreateIoCompletionPort: ({ text, has }) =>
    (has('s') ? `${text('s')} → port ${text('port')}${has('key') ? `, key ${text('key')}` : ''}` : 'a new port'),
  GetQueuedCompletionStatus: ({ text }) => `port ${text('port')}, ${text('timeout')}`,
  CreateWindowExW: () => 'message-only',
  listen: ({ text }) => `backlog ${text('backlog')}`,
  epoll_ctl: ({ text, has }) =>
    `${text('op').replace('EPOLL_CTL_', '')} ${text('fd')}${has('events') ? `, ${text('events').replaceAll(' | ', '|')}` : ''}`,
  epoll_wait: waiting,
  WSAWaitForMultipleEvents: waiting,
  socket: ({ text, has }) => join(text, ['domain', 'type'].filter(has)),
  setsockopt: ({ text }) => `${text('name')} = ${text('value')}`,
  getsockopt: ({ text }) => text('name'),
  ioctlsocket: ({ text }) => `${text('command')} ${text('value')}`,
};

/** Arguments other than descriptors, flags and buffer sizes; a call with only those shows its descriptor. */
function generic(spec: CallSpec | undefined, values: Values, text: (name: string) => string, has: (name: string) => boolean): string {
  const given = (spec?.args ?? []).filter((arg) => has(arg.name));
  const telling = given.filter((arg) => arg.type.kind !== 'descriptor' && arg.name !== 'flags' && arg.name !== 'length'
    && arg.type.kind !== 'boolean');
  const shown = telling.length > 0 ? telling : given.filter((arg) => arg.type.kind === 'descriptor');
  // A true value is shown by the name of its argument: "overlapped".
  const agreed = given.filter((arg) => arg.type.kind === 'boolean' && values[arg.name] === true).map((arg) => arg.name);
  return [join(text, shown.map((arg) => arg.name)), ...agreed].filter((part) => part !== '').join(', ');
}

function join(text: (name: string) => string, names: readonly string[]): string {
  return names.map(text).join(', ');
}

function targetName(written: unknown): string {
  return typeof written === 'string' ? written.replace('$', '') : `pid ${String(written)}`;
}
