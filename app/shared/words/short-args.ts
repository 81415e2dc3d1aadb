/** The arguments that tell a call apart from its neighbours, in one short line. */
import type { CallSpec } from '../calls/types.ts';
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
  switch (call) {
    case 'WSASocketW':
      return has('protocolInfo') ? `from ${String(written['protocolInfo'] ?? 'a blob').replace('$', '')}` : join(text, ['type'].filter(has));
    case 'WSADuplicateSocketW':
      return `${text('s')} for ${targetName(written['processId'])}`;
    case 'WSAEventSelect': {
      const mask = Array.isArray(values['mask']) && values['mask'].length > 0 ? text('mask').replaceAll(' | ', '|') : 'cancel';
      return has('event') && mask !== 'cancel' ? `${mask} → ${text('event')}` : mask;
    }
    case 'WSAAsyncSelect': {
      const mask = Array.isArray(values['mask']) && values['mask'].length > 0 ? text('mask').replaceAll(' | ', '|') : 'cancel';
      return has('window') && mask !== 'cancel' ? `${mask} → window ${text('window')}` : mask;
    }
    case 'CreateIoCompletionPort':
      return has('s') ? `${text('s')} → port ${text('port')}${has('key') ? `, key ${text('key')}` : ''}` : 'a new port';
    case 'GetQueuedCompletionStatus':
      return `port ${text('port')}, ${text('timeout')}`;
    case 'CreateWindowExW':
      return 'message-only';
    case 'listen':
      return `backlog ${text('backlog')}`;
    case 'epoll_ctl':
      return `${text('op').replace('EPOLL_CTL_', '')} ${text('fd')}${has('events') ? `, ${text('events').replaceAll(' | ', '|')}` : ''}`;
    case 'epoll_wait':
    case 'WSAWaitForMultipleEvents':
      return `${has('events') ? `${text('events')}, ` : ''}${text('timeout')}`;
    case 'socket':
      return join(text, ['domain', 'type'].filter(has));
    case 'setsockopt':
      return `${text('name')} = ${text('value')}`;
    case 'getsockopt':
      return text('name');
    case 'ioctlsocket':
      return `${text('command')} ${text('value')}`;
    default:
      return generic(spec, values, text, has);
  }
}

/** What is neither a descriptor, a flag nor a buffer size; a call that has only those shows its descriptor. */
function generic(spec: CallSpec | undefined, values: Values, text: (name: string) => string, has: (name: string) => boolean): string {
  const given = (spec?.args ?? []).filter((arg) => has(arg.name));
  const telling = given.filter((arg) => arg.type.kind !== 'descriptor' && arg.name !== 'flags' && arg.name !== 'length' && arg.type.kind !== 'boolean');
  const shown = telling.length > 0 ? telling : given.filter((arg) => arg.type.kind === 'descriptor');
  // A yes says what it agrees to: "overlapped".
  const agreed = given.filter((arg) => arg.type.kind === 'boolean' && values[arg.name] === true).map((arg) => arg.name);
  return [join(text, shown.map((arg) => arg.name)), ...agreed].filter((part) => part !== '').join(', ');
}

function join(text: (name: string) => string, names: readonly string[]): string {
  return names.map(text).join(', ');
}

function targetName(written: unknown): string {
  return typeof written === 'string' ? written.replace('$', '') : `pid ${String(written)}`;
}
