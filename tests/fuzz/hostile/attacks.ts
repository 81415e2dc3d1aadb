/** Short scenarios that try to reach out, each in one way; the generator puts them together and spoils them. */
import { callNames, findCall } from '../../../app/shared/calls/catalogue.ts';
import type { ArgSpec } from '../../../app/shared/calls/types.ts';
import { type Random, mutateValue, pick } from '../mutate.ts';
import { type Victims, foreignAddress, foreignCarrier, foreignNumber, foreignPid, oddName } from './values.ts';

type Step = Readonly<Record<string, unknown>>;
type Attack = (random: Random, victims: Victims) => readonly Step[];

const call = (process: string, name: string, args: Step = {}, as?: unknown,
  more: Step = {}): Step => ({ process, call: name, args, ...(as === undefined ? {} : { as }), ...more });
/** Threads and outside programs are rare: a process with them is started for each scenario. */
const RARE = 0.02;
const anyProcess = (random: Random): string => (random() < RARE ? 'a/t' : pick(random, ['main', 'a', 'a', 'b']));
const raw = (random: Random): Step => (random() < 0.15 ? { raw: true } : {});
const socket = (process: string, domain: string, type: string, as = 's',
  flags: readonly string[] = []): Step => call(process, 'socket', { domain, type, flags }, as);

const FAMILY_OF = (address: unknown): string => {
  const text = String(address);
  return text.includes('[') || text.startsWith('::') ? 'AF_INET6' : /^[/@.]|^(unix|file)|made|bystander/.test(text) ? 'AF_UNIX' : 'AF_INET';
};

/** Makes `n` a number, `t` a text and `v` a value of the attacker's choice, as results of calls that succeed. */
function chosen(random: Random, process: string, victims: Victims): Step[] {
  const length = pick(random, [victims.pid, victims.parent, Number(pick(random, Object.keys(victims.secrets))), 3]);
  return [
    call(process, 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['x', 'y']),
    call(process, 'send', { fd: '$x', data: 'z'.repeat(Math.min(length, 60_000)) }, 'n'),
    call(process, 'send', { fd: '$x', data: foreignAddress(random, victims) || 'z' }),
    call(process, 'recv', { fd: '$y', length: 65_536 }, 't'),
    call(process, 'getsockopt', { fd: '$x', level: 'SOL_SOCKET', name: 'SO_TYPE' }, 'v'),
  ];
}

const ATTACKS: readonly Attack[] = [
  // A signal to a process by way of its ownership of a descriptor (P15).
  (random, v) => {
    const p = anyProcess(random);
    return [
      ...(random() < 0.4 ? chosen(random, p, v) : []),
      call(p, 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['s', 'r']),
      call(p, 'fcntl', { fd: '$s', command: 'F_SETOWN', owner: foreignPid(random, v) }, undefined, raw(random)),
      ...(random() < 0.5
        ? [call(p, 'fcntl',
          { fd: '$s', command: 'F_SETSIG', signal: pick(random, ['SIGUSR2', 'SIGUSR2', 'SIGIO', 'SIGIO', 'SIGKILL', 'constructor']) })]
          : []),
      call(p, 'fcntl', { fd: '$s', command: 'F_SETFL', value: ['O_ASYNC', 'O_NONBLOCK'] }),
      call(p, 'send', { fd: '$r', data: 'x' }), call(p, 'close', { fd: '$r' }),
    ];
  },
  // A copy of a descriptor of a process, and what can be done with it (P11).
  (random, v) => {
    const p = anyProcess(random);
    return [
      ...(random() < 0.4 ? chosen(random, p, v) : []),
      call(p, 'pidfd_open', { pid: foreignPid(random, v) }, 'p', raw(random)),
      call(p, 'pidfd_getfd', { pidfd: random() < 0.8 ? '$p' : foreignNumber(random, v), targetfd: foreignNumber(random, v) }, 'g',
        raw(random)),
      ...pick(random,
        [[], [call(p, 'recv', { fd: '$g', length: 64, flags: ['MSG_DONTWAIT'] })], [call(p, 'shutdown', { fd: '$g', how: 'SHUT_RDWR' })],
          [call(p, 'fcntl', { fd: '$g', command: 'F_SETFL', value: ['O_NONBLOCK'] })],
          [call(p, 'setsockopt', { fd: '$g', level: 'SOL_SOCKET', name: 'SO_KEEPALIVE', value: 1 })],
          [call(p, 'accept4', { fd: '$g' }, 'c')]]),
    ];
  },
  (random,
    v) =>
    [call(anyProcess(random), 'kcmp',
      { pid1: foreignPid(random, v), fd1: foreignNumber(random, v), pid2: foreignPid(random, v), fd2: foreignNumber(random, v) }, 'k',
      raw(random))],
  // Connections, datagrams and names.
  (random, v) => {
    const [p, to] = [anyProcess(random), foreignAddress(random, v)];
    return [...(/^\$[nt]/.test(to) ? chosen(random, p, v) : []),
      socket(p, FAMILY_OF(to), pick(random, ['SOCK_STREAM', 'SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_SEQPACKET']), 's', ['SOCK_NONBLOCK']),
      call(p, 'connect', { fd: '$s', address: to }, undefined, raw(random)), call(p, 'send', { fd: '$s', data: 'from a scenario' })];
  },
  (random, v) => {
    const [p, to] = [anyProcess(random), foreignAddress(random, v)];
    return [socket(p, FAMILY_OF(to), 'SOCK_DGRAM'),
      random() < 0.5 ? call(p, 'sendto', { fd: '$s', data: 'from a scenario', to }, undefined, raw(random))
        : call(p, 'sendmsg', { fd: '$s', data: 'from a scenario', to, ...(random() < 0.3 ? { rights: ['$s'] } : {}) }, undefined,
          raw(random))];
  },
  (random, v) => {
    const [p, at] = [anyProcess(random), foreignAddress(random, v)];
    return [socket(p, FAMILY_OF(at), pick(random, ['SOCK_STREAM', 'SOCK_DGRAM'])),
      call(p, 'setsockopt', { fd: '$s', level: 'SOL_SOCKET', name: pick(random, ['SO_REUSEPORT', 'SO_REUSEADDR']), value: 1 }),
      call(p, 'bind', { fd: '$s', address: at }, undefined, raw(random)), call(p, 'listen', { fd: '$s', backlog: 1 })];
  },
  // A socket of its own that is turned to another receiver afterwards: connected twice, or sent from.
  (random, v) => [
    socket('a', 'AF_INET', 'SOCK_DGRAM'), call('a', 'bind', { fd: '$s', address: '127.0.0.1:0' }),
    call('a', 'getsockname', { fd: '$s' }, 'mine'), call('a', 'connect', { fd: '$s', address: '$mine' }),
    call('a', 'connect', { fd: '$s', address: foreignAddress(random, v) }), call('a', 'send', { fd: '$s', data: 'x' }),
  ],
  // An address as text, through a message.
  (random, v) => [
    { message: foreignAddress(random, v) || 'x', from: 'main', to: 'a', carrier: foreignCarrier(random, v), as: 'w' },
    socket('a', 'AF_INET', 'SOCK_STREAM', 's', ['SOCK_NONBLOCK']), call('a', 'connect', { fd: '$s', address: '$w' }),
    call('a', 'pidfd_open', { pid: '$w' }, 'p'),
  ],
  (random,
    v) =>
    [{ message: pick(random, ['text', '$a', '$main', '$s', '$__proto__', 'x'.repeat(4096)]), from: oddName(random), to: oddName(random),
      carrier: foreignCarrier(random, v), as: oddName(random) }],
  // Numbers that the runtime of a process has open: its channel, its standard streams.
  (random, v) => {
    const p = anyProcess(random);
    return [...(random() < 0.3 ? chosen(random, p, v) : []),
      call(p,
        pick(random,
          ['close', 'dup', 'send', 'recv', 'shutdown', 'fcntl', 'epoll_wait', 'listen', 'getsockopt', 'poll', 'accept4', 'getsockname']), {
          fd: foreignNumber(random, v),
          ...pick(random,
            [{}, { data: '\u0002\u0000\u0000\u0000{}' }, { length: 10 }, { how: 'SHUT_RDWR' }, { command: 'F_SETFD', value: [] },
              { timeout: 0 }, { level: 'SOL_SOCKET', name: 'SO_ERROR' }]),
        }, undefined, raw(random))];
  },
  (random, v) => {
    const p = anyProcess(random);
    return [socket(p, 'AF_UNIX', 'SOCK_DGRAM'),
      call(p, pick(random, ['dup2', 'dup3']), { fd: random() < 0.7 ? '$s' : foreignNumber(random, v), newfd: foreignNumber(random, v) },
        'd', raw(random))];
  },
  // The runtime's own descriptors, on their way to another process.
  (random, v) => [
    call('a', 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, ['s', 'r']),
    call('a', 'sendmsg', { fd: '$s', data: 'x', rights: [foreignNumber(random, v), foreignNumber(random, v)] }, undefined, raw(random)),
    call('a', 'recvmsg', { fd: '$r', length: 8, flags: ['MSG_DONTWAIT'] }, ['g', 'h']), call('a', 'send', { fd: '$g', data: 'x' }),
    call('a', 'epoll_create1', {}, 'e'),
    call('a', 'epoll_ctl', { epfd: '$e', op: 'EPOLL_CTL_ADD', fd: foreignNumber(random, v), events: ['EPOLLIN'] }),
  ],
  // Ends of processes that are not of the scenario.
  (random) => [{ kill: oddName(random) }, call(oddName(random), 'exit', { code: 0 })],
  (random) =>
    [call('main', pick(random, ['exit', 'fork', 'sd_listen_fds', 'sigio_count']), { code: 0, timeout: 0, process: oddName(random) },
      undefined, raw(random))],
];

const OUTSIDE: readonly Attack[] = [
  (random,
    v) => [call('client', 'connects', { to: foreignAddress(random, v) }, undefined, raw(random)),
      call('client', 'sends', { data: 'from outside' }), call('client', 'closes')],
  (random,
    v) =>
    [call('client', pick(random, ['listens', 'sends', 'reads', 'connects', 'exec', 'spawn', '__proto__', 'constructor']),
      { to: foreignAddress(random, v), timeout: 1 })],
];

/** Any call of the catalogue, with what is foreign in the places for it. */
function anyCall(random: Random, victims: Victims): Step {
  const spec = pick(random, callNames('linux').filter((name) => name !== 'fork').map((name) => findCall('linux', name)!));
  const args = Object.fromEntries(spec.args.filter((arg) => !arg.optional || random() < 0.5)
    .map((arg) => [arg.name, anyValue(random, victims, arg)]));
  return call(anyProcess(random), spec.name, args, pick(random, [undefined, undefined, 's', ['s', 'r'], oddName(random)]), raw(random));
}

function anyValue(random: Random, victims: Victims, { name, type }: ArgSpec): unknown {
  if (random() < 0.5 && type.kind === 'descriptor') return pick(random, ['$s', '$r']);
  switch (type.kind) {
    case 'pid': return foreignPid(random, victims);
    case 'descriptor': case 'far-descriptor': case 'event': case 'handle': return foreignNumber(random, victims);
    case 'descriptors': case 'events': return [foreignNumber(random, victims), '$s'];
    case 'address': return foreignAddress(random, victims);
    case 'process': return oddName(random);
    case 'choice': return pick(random, [...Object.keys(type.set), 'constructor', 'toString']);
    case 'flags': return pick(random, [[], [pick(random, Object.keys(type.set))], ['valueOf'], ['__proto__']]);
    case 'integer': return name === 'timeout' ? 0 : pick(random, [0, 1, type.min, type.max, type.max + 1, 2 ** 32, -1]);
    case 'option-value': return pick<unknown>(random, [0, 1, -1, 2 ** 31, { onoff: 1, linger: 0 }, '$v']);
    case 'data': return pick(random, ['x', '', '\u0000', '$t', 'é'.repeat(100)]);
    case 'boolean': case 'blob': return pick<unknown>(random, [true, false, '$s']);
    default: return type satisfies never;
  }
}

const PROCESSES = [{ name: 'main' }, { name: 'a', threads: ['t'] }, { name: 'b' }, { name: 'client', role: 'outside' }];

/** One scenario file. Most of its processes are the same, so that they need not be started for each. */
export function hostileScenario(random: Random, victims: Victims): string {
  const steps: Step[] = [];
  for (let n = random() < 0.7 ? 1 : 2; n > 0; n--) {
    if (random() < 0.25) for (let calls = 1 + Math.floor(random() * 4); calls > 0; calls--) steps.push(anyCall(random, victims));
    else steps.push(...pick(random, random() < 2 * RARE ? OUTSIDE : ATTACKS)(random, victims));
  }
  const text = JSON.stringify(steps);
  const named = PROCESSES.filter(({ name }) => name === 'main' || text.includes(`"${name}"`) || text.includes(`"${name}/`))
    .map((p) => ('threads' in p && !text.includes('"a/t"') ? { name: p.name } : p));
  const processes = random() < 0.02 ? [...named, { name: oddName(random), ...pick(random, [{}, { start: 'later' }, { role: 'outside' }]) }]
    : named;
  const scenario = { format: 'handoff-scenario/1', title: 'Hostile', rules: 'linux', processes, steps };
  return JSON.stringify(random() < 0.08 ? mutateValue(random, scenario) : scenario) ?? '';
}
