/** A call that returns because of another one: that one comes first, although it ends later. */
import { describe, expect, it } from 'vitest';
import type { SocketEntity } from '../domain/entities.ts';
import type { TraceLog } from '../trace/log.ts';
import { Recording, isFollowed } from './recording.ts';
import { StraceReader } from './strace/reader.ts';

function record(lines: readonly string[]): TraceLog {
  const recording = new Recording('test');
  const reader = new StraceReader(isFollowed, recording.tally);
  for (const line of lines) recording.events(reader.line(line));
  expect(reader.loss.examples).toEqual([]);
  return recording.finish('strace-text', reader.loss);
}

const at = (port: number) => `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}`;
const LISTENER = ['10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3', `10 bind(3, ${at(80)}, 16) = 0`, '10 listen(3, 5) = 0'];
const PAIR = ['10 socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0'];
/** The connection of 10's descriptor 3 with 11's descriptor 4. */
const APART = [...PAIR, '10 clone(child_stack=NULL, flags=SIGCHLD) = 11', '10 close(4) = 0', '11 close(3) = 0'];
const message = (rights: string) => `{msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, `
  + `msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[${rights}]}], msg_controllen=24, msg_flags=0}`;
const READABLE = '{events=EPOLLIN, data={u32=3, u64=3}}';
const KIDS = ['10 clone(child_stack=NULL, flags=SIGCHLD) = 11', '10 clone(child_stack=NULL, flags=SIGCHLD) = 12'];

/** A call that recordings do not follow. */
const DOUBT = '10 preadv(3, 0x7ffc, 1, 0) = -1 ESPIPE (Illegal seek)';

/** `start`: of the arguments, what the source has at the start. */
interface Part { task: number; name: string; args: string; result: string; start?: string }
/** `rival`: another task that waits for the same. */
interface Story { before: readonly string[]; cause: Part; effect: Part; rival?: number; after?: readonly string[] }

const STORIES: Readonly<Record<string, Story>> = {
  'connect, accept': {
    before: [...LISTENER, ...KIDS, '10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5'],
    cause: { task: 10, name: 'connect', args: `5, ${at(80)}, 16`, result: '0' },
    effect: { task: 11, name: 'accept4', start: '3, ', args: `3, ${at(4001)}, [16], 0`, result: '6' }, rival: 12,
    after: ['11 sendto(6, "x", 1, 0, NULL, 0) = 1', '10 recvfrom(5, "x", 5, 0, NULL, NULL) = 1'],
  },
  'connect, accept without an address': {
    before: [...LISTENER, ...KIDS, '10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5'],
    cause: { task: 10, name: 'connect', args: `5, ${at(80)}, 16`, result: '0' },
    effect: { task: 11, name: 'accept', start: '3, ', args: '3, NULL, NULL', result: '6' }, rival: 12,
    after: ['11 sendto(6, "x", 1, 0, NULL, 0) = 1', '10 recvfrom(5, "x", 5, 0, NULL, NULL) = 1'],
  },
  'connect, epoll_wait': {
    before: [...LISTENER, '10 epoll_create1(0) = 7', `10 epoll_ctl(7, EPOLL_CTL_ADD, 3, ${READABLE}) = 0`, ...KIDS,
      '10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5'],
    cause: { task: 10, name: 'connect', args: `5, ${at(80)}, 16`, result: '0' },
    effect: { task: 11, name: 'epoll_wait', start: '7, ', args: `7, [${READABLE}], 8, -1`, result: '1' }, rival: 12,
  },
  'send, recv': {
    before: [...PAIR, ...KIDS],
    cause: { task: 10, name: 'sendto', args: '3, "hello", 5, 0, NULL, 0', result: '5' },
    effect: { task: 11, name: 'recvfrom', start: '4, ', args: '4, "hello", 64, 0, NULL, NULL', result: '5' }, rival: 12,
    after: ['11 sendto(4, "x", 1, 0, NULL, 0) = 1', '10 recvfrom(3, "x", 5, 0, NULL, NULL) = 1'],
  },
  'sendmsg of a descriptor, recvmsg': {
    before: [...PAIR, ...KIDS, '10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5'],
    cause: { task: 10, name: 'sendmsg', args: `3, ${message('5')}, 0`, result: '1' },
    effect: { task: 11, name: 'recvmsg', start: '4, ', args: `4, ${message('7')}, 0`, result: '1' }, rival: 12,
    after: [`11 bind(7, ${at(81)}, 16) = 0`, `10 getsockname(5, ${at(81)}, [16]) = 0`],
  },
  'shutdown, the end of the stream': {
    before: APART,
    cause: { task: 10, name: 'shutdown', args: '3, SHUT_WR', result: '0' },
    effect: { task: 11, name: 'recvfrom', start: '4, ', args: '4, "", 64, 0, NULL, NULL', result: '0' },
  },
  'close, the end of the stream': {
    before: APART,
    cause: { task: 10, name: 'close', args: '3', result: '0' },
    effect: { task: 11, name: 'read', start: '4, ', args: '4, "", 64', result: '0' },
  },
  'close, EPIPE': {
    before: APART,
    cause: { task: 10, name: 'close', args: '3', result: '0' },
    effect: { task: 11, name: 'sendto', args: '4, "x", 1, MSG_NOSIGNAL, NULL, 0', result: '-1 EPIPE (Broken pipe)' },
  },
  'close of the listener, ECONNREFUSED': {
    before: [...LISTENER, '10 clone(child_stack=NULL, flags=SIGCHLD) = 11', '11 close(3) = 0',
      '11 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5'],
    cause: { task: 10, name: 'close', args: '3', result: '0' },
    effect: { task: 11, name: 'connect', args: `5, ${at(80)}, 16`, result: '-1 ECONNREFUSED (Connection refused)' },
  },
  'listen, connect': {
    before: [...LISTENER.slice(0, 2), '10 clone(child_stack=NULL, flags=SIGCHLD) = 11', '11 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5'],
    cause: { task: 10, name: 'listen', args: '3, 5', result: '0' },
    effect: { task: 11, name: 'connect', args: `5, ${at(80)}, 16`, result: '0' },
    after: [`10 accept(3, ${at(4001)}, [16]) = 6`, '10 sendto(6, "x", 1, 0, NULL, 0) = 1', '11 recvfrom(5, "x", 5, 0, NULL, NULL) = 1'],
  },
};

const begins = ({ task, name, args, start = args }: Part) => `${task} ${name}(${start} <unfinished ...>`;
const ends = ({ task, name, args, start }: Part, result: string) =>
  `${task} <... ${name} resumed>${start === undefined ? '' : args.slice(start.length)}) = ${result}`;
const returns = (part: Part) => ends(part, part.result);
const restarts = (part: Part) => ends(part, '? ERESTARTSYS (To be restarted if SA_RESTART is set)');
const signal = ({ task }: Part) => `${task} --- SIGCHLD {si_signo=SIGCHLD} ---`;

/** Each interleaving in which the effect ends before its cause. */
const WAYS: Readonly<Record<string, (cause: Part, effect: Part) => string[]>> = {
  'the effect has waited': (cause, effect) => [begins(effect), begins(cause), returns(effect), returns(cause)],
  'both overlap': (cause, effect) => [begins(cause), begins(effect), returns(effect), returns(cause)],
  'the cause is interrupted': (cause, effect) =>
    [begins(effect), begins(cause), restarts(cause), returns(effect), signal(cause), begins(cause), returns(cause)],
  'the cause is interrupted twice': (cause, effect) =>
    [begins(effect), begins(cause), restarts(cause), signal(cause), begins(cause), restarts(cause), signal(cause), returns(effect),
      begins(cause), returns(cause)],
};

/** Calls that connect nothing and take nothing: with unconfirmed state their order stays open. */
const CONFIRMED: ReadonlySet<string> = new Set(['epoll_wait', 'connect', 'sendto']);

const problems = (log: TraceLog) => log.steps().flatMap((step) => [
  ...step.divergences.map(({ what, predicted, observed }) => `step ${step.n}: ${what}: ${predicted}, but ${observed}`),
  ...step.note?.includes('not part of the recording') ? [`step ${step.n}: ${step.note}`] : []]);
const steps = (log: TraceLog, { task, name }: Part) => log.steps().filter(({ action, outcome }) =>
  (action.kind === 'call' || action.kind === 'completion') && outcome.kind !== 'pending'
  && action.participant === (task === 10 ? 'a' : `a-${task - 9}`)
  && [name, name === 'recvfrom' ? 'recv' : '', name === 'sendto' ? 'send' : ''].includes(action.call));

describe.each(Object.entries(STORIES))('%s', (_, { before, cause, effect, rival, after = [] }) => {
  const others: readonly (readonly [string, readonly string[]])[] = [
    ['no other task waits', []],
    ...rival === undefined ? [] : [['another task waits, too', [begins({ ...effect, task: rival })]] as const],
    ...CONFIRMED.has(effect.name) ? [] : [['the state of its socket is not known', [DOUBT]] as const],
  ];
  it.each(Object.entries(WAYS).flatMap(([way, lines]) => others.map(([other, more]) => ({ way, lines, other, more }))))(
    '$way, $other', ({ lines, more }) => {
      const log = record(['10 execve("/bin/a", ["a"], 0x7) = 0', ...before, ...more, ...lines(cause, effect), ...after]);
      expect(problems(log)).toEqual([]);
      const [causes, effects] = [steps(log, cause), steps(log, effect)];
      expect(causes.at(-1)!.n).toBeLessThan(effects.at(-1)!.n);
      const sockets = [...log.worldAt(log.length).ofKind('socket')] as SocketEntity[];
      const connected = sockets.filter(({ peer }) => peer !== null);
      expect(effect.name.startsWith('accept') ? connected.length : 2).toBe(2);
    });
});

it('an interrupted connect continues: its connection is accepted, and a second connect reports it', () => {
  const { before, cause, effect, after } = STORIES['connect, accept']!;
  const log = record(['10 execve("/bin/a", ["a"], 0x7) = 0', ...before, begins(effect), begins(cause), returns(effect),
    ends(cause, '-1 EINTR (Interrupted system call)'), signal(cause), `10 connect(${cause.args}) = 0`, ...after!]);
  expect(problems(log)).toEqual([]);
  expect([...log.worldAt(log.length).ofKind('socket')].filter(({ peer }) => peer !== null)).toHaveLength(2);
});

it('of two connects that overlap an accept, the one from its address comes first', () => {
  const client = (task: number, port: number) => [`${task} socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5`,
    `${task} bind(5, ${at(port)}, 16) = 0`];
  const connect = (task: number): Part => ({ task, name: 'connect', args: `5, ${at(80)}, 16`, result: '0' });
  const accept: Part = { task: 11, name: 'accept4', start: '3, ', args: `3, ${at(4002)}, [16], 0`, result: '6' };
  const log = record(['10 execve("/bin/a", ["a"], 0x7) = 0', ...LISTENER, ...KIDS, ...client(10, 4001), ...client(12, 4002), DOUBT,
    begins(accept), begins(connect(10)), begins(connect(12)), returns(accept), returns(connect(10)), returns(connect(12))]);
  const [[early], [accepted], [late]] = [steps(log, connect(12)), steps(log, accept), steps(log, connect(10))];
  expect(early!.n).toBeLessThan(accepted!.n);
  expect(late!.n).toBeGreaterThan(accepted!.n);
});
