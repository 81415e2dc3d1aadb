/** Fits a decoded call to the world: leaves out what is no socket, and gives the rules the form in which they know it. */
import { findCall } from '../calls/catalogue.ts';
import { isWithin, rangeOf } from '../calls/ranges.ts';
import { type CallSpec, type Outcome, type ResolvedArgs, asCalled } from '../calls/types.ts';
import type { SocketEntity } from '../domain/entities.ts';
import { type WorldView, allOf, descriptorOf, entity } from '../domain/world.ts';
import { DECODED_CALLS, decode } from './decode/decode.ts';
import type { Decoded } from './decode/form.ts';
import type { RawCall } from './raw.ts';
import { isPortless, knownTarget } from './outside.ts';
import { type State, polledBy } from './state.ts';
import type { Table, Task } from './tasks.ts';

export interface Prepared {
  raw: RawCall;
  task: Task;
  spec: CallSpec;
  /** As the program made it. */
  args: ResolvedArgs;
  /** As the rules get it. */
  ruleArgs: ResolvedArgs;
  /** As the program got it; null while the call runs. */
  outcome: Outcome | null;
  ruleOutcome: Outcome | null;
  decoded: Decoded;
  /** The rules have no opinion. */
  vague: boolean;
}

/** Calls that close the descriptor in their first argument. */
export const CLOSES: ReadonlySet<string> = new Set(['close', 'closesocket', 'CloseHandle']);
/** A wait without limit, for the rules. */
const FOREVER = 0x7fff_ffff;
const CREATES: ReadonlySet<string> = new Set(['WSASocketW', 'WSASocketA', 'WSACreateEvent', 'socket', 'socketpair', 'epoll_create',
  'epoll_create1', 'pidfd_open']);
/** Calls that only sockets have. */
export const ONLY_SOCKETS: ReadonlySet<string> = new Set(['bind', 'listen', 'accept', 'accept4', 'connect', 'send', 'sendto', 'sendmsg',
  'WSADuplicateSocketW', 'WSADuplicateSocketA', 'WSAEventSelect', 'WSAAsyncSelect', 'WSAAccept', 'WSAConnect', 'WSASend', 'WSARecv',
  'WSASendTo', 'WSARecvFrom', 'AcceptEx', 'ConnectEx', 'closesocket', 'ioctlsocket', 'recv', 'recvfrom', 'recvmsg', 'shutdown',
  'setsockopt', 'getsockopt', 'getsockname', 'getpeername']);

export type Concern =
  | { kind: 'call'; prepared: Prepared }
  /** A call on a file, or on a socket that the rules do not cover. */
  | { kind: 'other' }
  /** The source did not give enough of a call on a socket. */
  | { kind: 'undecoded' };

export function prepare(state: State, view: WorldView, task: Task, raw: RawCall): Concern {
  const decoded = asClosed(state, view, task, decode(raw, state.rules));
  if (!decoded) return { kind: isUndecoded(state, view, task, raw) ? 'undecoded' : 'other' };
  if (!concerns(state, view, task, decoded)) return { kind: 'other' };
  const spec = asCalled(findCall(state.rules, decoded.call)!, decoded.args);
  const prepared: Prepared = {
    raw, task, spec, decoded, args: decoded.args, ruleArgs: argsFor(state, view, task, decoded), outcome: shownOutcome(decoded),
    ruleOutcome: outcomeFor(state, view, task, decoded), vague: isVague(state, view, task, decoded),
  };
  return { kind: 'call', prepared };
}

/** CloseHandle closes whatever has the handle. */
function asClosed(state: State, view: WorldView, { table }: Task, decoded: Decoded | null): Decoded | null {
  const handle = decoded?.call === 'WSACloseEvent' ? decoded.args['event'] : undefined;
  const isSocket = typeof handle === 'number' && state.descriptor(view, table, handle) !== undefined;
  return decoded && isSocket ? { ...decoded, call: 'closesocket', args: { s: handle } } : decoded;
}

/** Commands of calls that have many, most of which change nothing that the rules know. */
const MANY_COMMANDS: ReadonlySet<string> = new Set(['fcntl', 'ioctl', 'ioctlsocket', 'WSAIoctl']);

function isUndecoded(state: State, view: WorldView, task: Task, raw: RawCall): boolean {
  return DECODED_CALLS[state.rules].has(raw.name) && !MANY_COMMANDS.has(raw.name)
    && state.descriptor(view, task.table, firstNumber(raw)) !== undefined;
}

const firstNumber = ({ args: [first] }: RawCall): number | null => (first?.kind === 'number' ? first.value : null);

function concerns(state: State, view: WorldView, { table }: Task, { call, args, outcome, foreign }: Decoded): boolean {
  if (state.rules === 'winsock' && (isOfHandle(view, table, args) || state.blobs.has(String(args['protocolInfo'])))) return true;
  if (CREATES.has(call)) return foreign === undefined && outcome?.kind !== 'error';
  const known = (name: string) => typeof args[name] === 'number' && state.descriptor(view, table, args[name]) !== undefined;
  if (call === 'close_range') {
    const range = rangeOf(findCall(state.rules, call)!, args);
    return range !== null && allOf(view, 'descriptor')
      .some((d) => d.process === table.id && d.number !== null && isWithin(range, d.number));
  }
  if (call === 'epoll_ctl') return known('epfd') && known('fd');
  if (polledBy(args).some((number) => state.descriptor(view, table, number))) return true;
  if (known('s') || known('fd') || known('epfd') || known('newfd') || known('pidfd')) return true;
  const number = state.numberIn(args);
  return typeof number === 'number' && table.once.has(number) && outcome?.kind === 'error'
    && outcome.name === state.semantics.notADescriptor;
}

/** Whether an event or port of the call is one that the world has. */
const isOfHandle = (view: WorldView, { id }: Table, { s, event, events, port }: ResolvedArgs): boolean => s === undefined
  && [...allOf(view, 'event'), ...allOf(view, 'port')].some((e) =>
    e.process === id && e.number !== null
    && (e.number === event || e.number === port || (Array.isArray(events) && (events as readonly unknown[]).includes(e.number))));

const ACCEPTS: ReadonlySet<string> = new Set(['accept', 'accept4', 'WSAAccept']);

/** With the peer of an accepted connection. */
function shownOutcome({ call, outcome, address }: Decoded): Outcome | null {
  if (outcome?.kind !== 'ok' || address === undefined || !ACCEPTS.has(call)) return outcome;
  return { kind: 'ok', results: { ...outcome.results, address } };
}

/** Without the files among the descriptors that a message carries, and with the address of the listener that gets a connection. */
function argsFor(state: State, view: WorldView, { table }: Task, { call, args }: Decoded): ResolvedArgs {
  const changed: Record<string, ResolvedArgs[string]> = { ...args };
  if (args['timeout'] === -1) changed['timeout'] = FOREVER;
  if (Array.isArray(args['rights']))
    changed['rights'] = (args['rights'] as readonly number[]).filter((n) => state.descriptor(view, table, n));
  for (const name of ['address', 'to'] as const) {
    const address = args[name];
    if (call !== 'bind' && typeof address === 'string')
      changed[name] = knownTarget(view, address, state.socket(view, table, state.numberIn(args)))?.local ?? address;
  }
  return changed;
}

const numberIn = (args: ResolvedArgs, name: string): number | null => (typeof args[name] === 'number' ? args[name] : null);

function outcomeFor(state: State, view: WorldView, { table }: Task, decoded: Decoded): Outcome | null {
  const { call, args, items } = decoded;
  const outcome = shownOutcome(decoded);
  if (outcome?.kind === 'error' && isInterruptedConnect(decoded)) return { ...outcome, name: 'EINPROGRESS' };
  if (outcome?.kind !== 'ok') return outcome;
  const results = { ...outcome.results };
  const socket = state.socket(view, table, state.numberIn(args));
  // Datagrams have no end of a stream.
  if (socket?.type === 'SOCK_DGRAM' && results.ended !== undefined) results.ended = false;
  if (results.descriptors && call === 'recvmsg') results.descriptors = received(state, view, socket, results.descriptors);
  if (items) {
    const keys = state.epollKeys.get(state.descriptor(view, table, numberIn(args, 'epfd'))?.object ?? '');
    results.ready = items.flatMap(({ key, events }) => [...keys?.get(key) ?? []].slice(0, 1).map((fd) => ({ fd, events })));
  }
  return { kind: 'ok', results };
}

/** After a signal the kernel goes on with the connection. */
const isInterruptedConnect = ({ call, outcome }: Decoded): boolean =>
  call === 'connect' && outcome?.kind === 'error' && outcome.name === 'EINTR';

/** Received descriptors that are sockets. */
function received(state: State, view: WorldView, socket: SocketEntity | undefined, numbers: readonly number[]): readonly number[] {
  const transfer = nextTransfer(view, socket);
  const places = transfer === null ? undefined : state.mixedRights.get(transfer);
  if (places) return places.flatMap((i) => numbers[i] ?? []);
  return transfer === null && socket?.sure ? [] : numbers;
}

/** The first transfer in the queue of a socket. */
export function nextTransfer(view: WorldView, socket: SocketEntity | undefined): string | null {
  const id = socket?.queue.find((chunk) => chunk.transfer !== null)?.transfer ?? null;
  return entity(view, 'transfer', id)?.state === 'in-flight' ? id : null;
}

function isVague(state: State, view: WorldView, { table }: Task, decoded: Decoded): boolean {
  const { call, args, vague, large, items, outcome } = decoded;
  const rights = args['rights'];
  const files = Array.isArray(rights) && (rights as readonly number[]).some((n) => !state.descriptor(view, table, n));
  const socket = state.socket(view, table, state.numberIn(args));
  // With an empty queue the message is not there yet: its sender's call has begun and not returned.
  const fileReceived = call === 'recvmsg' && outcome?.kind === 'ok' && socket?.queue.length !== 0
    && received(state, view, socket, outcome.results.descriptors ?? []).length !== (outcome.results.descriptors ?? []).length;
  const epoll = state.descriptor(view, table, numberIn(args, 'epfd'))?.object ?? '';
  // A file replaces the socket under this number.
  const replaced = (call === 'dup2' || call === 'dup3') && !state.descriptor(view, table, numberIn(args, 'fd'));
  // Its port is not known yet: this call shows it.
  const portless = call === 'getsockname' && socket !== undefined && isPortless(socket);
  // It can be a file, which the world has not.
  const pidfd = call === 'pidfd_getfd' ? state.descriptor(view, table, numberIn(args, 'pidfd'))?.object ?? null : null;
  const fetched = entity(view, 'pidfd', pidfd);
  const unknown = fetched && !descriptorOf(view, fetched.of, numberIn(args, 'targetfd') ?? -1);
  return vague || isInterruptedConnect(decoded) || large === true || files || unknown === true || replaced || portless || fileReceived
    || (items !== undefined && state.mixedEpolls.has(epoll)) || state.ringEpolls.has(epoll);
}
