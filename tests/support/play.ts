/** Short stories on the model: enough of a scenario to say what a test is about. */
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import type { Scenario } from '../../app/shared/scenario/format.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { runScenario } from './run-scenario.ts';

export type Line = Readonly<Record<string, unknown>>;

/** The lines as a scenario; a process called `client` is an outside one. Throws like the program on a bad line. */
export function scenarioOf(rules: Rules, lines: readonly Line[]): Scenario {
  const named = new Set(lines.flatMap((line) => [line['process'], line['from'], line['to']]).filter((p) => typeof p === 'string'));
  const processes = [...new Set(['main', ...[...named].map((p) => p.split('/')[0]!)])].map((name) => {
    const threads = [...named].filter((p) => p.startsWith(`${name}/`)).map((p) => p.split('/')[1]);
    return { name, ...(name === 'client' ? { role: 'outside' } : {}), ...(threads.length > 0 ? { threads } : {}) };
  });
  return parseScenario(JSON.stringify({ format: 'handoff-scenario/1', title: 'A story', rules, processes, steps: lines }), 'story.json');
}

/** Performs the lines on the model, or on one that `make` makes. */
export async function play(rules: Rules, lines: readonly Line[], make = ModelProvider): Promise<TraceLog> {
  const { session } = await runScenario(scenarioOf(rules, lines), 'model', (events) => Promise.resolve(new make(rules, events)));
  return session.log;
}

export const call = (process: string, name: string, args: Line = {}, as?: string | readonly string[], more: Line = {}): Line =>
  ({ process, call: name, args, ...(as === undefined ? {} : { as }), ...more });

/** main's listening socket `l` at `address` (Winsock). */
export const listener: readonly Line[] = [
  call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM' }, 'l'),
  call('main', 'bind', { s: '$l', address: '127.0.0.1:0' }),
  call('main', 'listen', { s: '$l', backlog: 5 }),
  call('main', 'getsockname', { s: '$l' }, 'address'),
];

/** A client's connection, accepted by main as `s` (Winsock). */
export const connection: readonly Line[] = [
  ...listener, call('client', 'connects', { to: '$address' }), call('main', 'accept', { s: '$l' }, 's'),
];

export const exported = (name: string, to: string, blob: string): readonly Line[] => [
  call('main', 'WSADuplicateSocketW', { s: `$${name}`, processId: `$${to}` }, blob),
  { message: `$${blob}`, from: 'main', to, carrier: 'ipc' },
];

/** main hands a socket over; `to` imports it as `as`. */
export const shared = (name: string, to: string, as: string, flags: readonly string[] = ['WSA_FLAG_OVERLAPPED']): readonly Line[] => [
  ...exported(name, to, `${as}Blob`), call(to, 'WSASocketW', { protocolInfo: `$${as}Blob`, flags }, as),
];

/** The same beginnings with Linux calls. */
export const linuxListener: readonly Line[] = [
  call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, 'l'),
  call('main', 'bind', { fd: '$l', address: '127.0.0.1:0' }),
  call('main', 'listen', { fd: '$l', backlog: 5 }),
  call('main', 'getsockname', { fd: '$l' }, 'address'),
];

export const linuxConnection: readonly Line[] = [
  ...linuxListener, call('client', 'connects', { to: '$address' }), call('main', 'accept4', { fd: '$l' }, 's'),
];

/** main can send descriptors from `out` to `inbox` of the process, under `inboxName`. */
export const inbox = (to: string): readonly Line[] => [
  call(to, 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, 'inbox'),
  call(to, 'bind', { fd: '$inbox', address: '@' }),
  call(to, 'getsockname', { fd: '$inbox' }, 'inboxName'),
  { message: '$inboxName', from: to, to: 'main', carrier: 'ipc' },
  call('main', 'socket', { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, 'out'),
];

export const sent = (...names: readonly string[]): Line =>
  call('main', 'sendmsg', { fd: '$out', data: 'x', rights: names.map((n) => `$${n}`), to: '$inboxName' }, 'rights');

export const received = (to: string, as: string | readonly string[], args: Line = { flags: ['MSG_CMSG_CLOEXEC'] }): Line =>
  call(to, 'recvmsg', { fd: '$inbox', length: 8, ...args }, as);

export const linuxShared = (name: string, to: string, as: string): readonly Line[] => [...inbox(to), sent(name), received(to, as)];
