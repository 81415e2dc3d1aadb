/** The Linux calls that have no C template in the catalogue. */
import type { CallsWith } from '../../calls/catalogue.ts';
import * as k from '../../calls/constants-linux.ts';
import type { CallContext, WriteCall } from '../call-context.ts';
import { kept, table } from '../c-form.ts';

const fd = (c: CallContext, name = 'fd') => c.value(name);

const makes = (call: (c: CallContext) => string): WriteCall => (c) => kept((value) => `done(${value})`)(c, call(c));

const orInto = (kind: string, flags: string) => (flags === '0' ? kind : `${kind} | ${flags}`);

const TIMEOUTS = ['SO_RCVTIMEO', 'SO_SNDTIMEO'];

function setsockopt(c: CallContext): string[] {
  const [level, name, value] = [c.constant('level'), c.constant('name'), c.raw('value')];
  const set = c.outcome(`done(setsockopt(${fd(c)}, ${level}, ${name}, &value, sizeof value))`);
  if (typeof value === 'object' && value !== null && 'onoff' in value && 'linger' in value) {
    return [`struct linger value = { .l_onoff = ${Number(value.onoff)}, .l_linger = ${Number(value.linger)} };`, set];
  }
  if (TIMEOUTS.includes(name)) {
    const milliseconds = c.number('value', 0);
    return [`struct timeval value = { .tv_sec = ${Math.trunc(milliseconds / 1000)}, .tv_usec = ${(milliseconds % 1000) * 1000} };`, set];
  }
  return [`int value = ${c.value('value')};`, set];
}

function getsockopt(c: CallContext): string[] {
  const [level, name] = [c.constant('level'), c.constant('name')];
  const get = `int result = getsockopt(${fd(c)}, ${level}, ${name}, &value, &size);`;
  const size = 'socklen_t size = sizeof value;';
  if (name === 'SO_LINGER') {
    return ['struct linger value;', size, get, 'char text[64];',
      'snprintf(text, sizeof text, "ok on/off %d, %d s", value.l_onoff, value.l_linger);', c.outcome('result == 0 ? text : failed()')];
  }
  if (TIMEOUTS.includes(name))
    return ['struct timeval value;', size, get, c.outcome('result == 0 ? count(value.tv_sec * 1000 + value.tv_usec / 1000) : failed()')];
  if (name === 'SO_TYPE') {
    return ['int value;', size, get,
      c.outcome(
        'result != 0 ? failed() : value == SOCK_STREAM ? "ok SOCK_STREAM" : value == SOCK_DGRAM ? "ok SOCK_DGRAM" : "ok SOCK_SEQPACKET"')];
  }
  return [`${name === 'SO_COOKIE' ? 'unsigned long' : 'int'} value;`, size, get,
    c.outcome(name === 'SO_COOKIE' ? 'done(result)' : 'result == 0 ? count(value) : failed()')];
}

function sendmsg(c: CallContext): string[] {
  const { text, size } = c.data('data');
  const rights = c.values('rights');
  const to = c.has('to') ? c.address('to') : null;
  const address = to ? `, .msg_name = &${to.variable}.name, .msg_namelen = ${to.variable}.size` : '';
  const head = [...(to?.before ?? []), `struct iovec part = { .iov_base = ${text}, .iov_len = ${size} };`];
  if (rights.length === 0) {
    return [...head, `struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1${address} };`,
      c.outcome(`count(sendmsg(${fd(c)}, &message, ${sendFlags(c)}))`)];
  }
  return [
    ...head,
    `int rights[] = { ${rights.join(', ')} };`,
    '_Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof rights)] = { 0 };',
    'struct msghdr message = {',
    '    .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control,',
    ...(to ? [`    ${address.slice(2)},`] : []),
    '};',
    'struct cmsghdr *head = CMSG_FIRSTHDR(&message);',
    'head->cmsg_level = SOL_SOCKET;',
    'head->cmsg_type = SCM_RIGHTS;',
    'head->cmsg_len = CMSG_LEN(sizeof rights);',
    'memcpy(CMSG_DATA(head), rights, sizeof rights);',
    c.outcome(`count(sendmsg(${fd(c)}, &message, ${sendFlags(c)}))`),
  ];
}

function recvmsg(c: CallContext): string[] {
  const length = c.number('length', 0);
  const control = c.has('controlLength') ? c.number('controlLength', 0) : null;
  const keep = c.keep.map((name, i) => `${name} = count > ${i} ? fds[${i}] : -1;`);
  return [
    `char data[${Math.max(1, length)}];`,
    ...(control === 0 ? [] : [`_Alignas(struct cmsghdr) char control[${control ?? 'CMSG_SPACE(8 * sizeof(int))'}];`]),
    `struct iovec part = { .iov_base = data, .iov_len = ${length} };`,
    `struct msghdr message = { .msg_iov = &part, .msg_iovlen = `
      + `1${control === 0 ? '' : ', .msg_control = control, .msg_controllen = sizeof control'} };`,
    `ssize_t n = recvmsg(${fd(c)}, &message, ${c.flags('flags')});`,
    'const char *how = bytes(n, data);',
    ...(keep.length > 0 ? ['int fds[8];', 'int count = n == -1 ? 0 : receive_rights(&message, fds, 8);', ...keep] : []),
    c.outcome('how'),
  ];
}

/** The programs ignore SIGPIPE, so that the error is visible; the inspector's peers pass a flag for that. */
const sendFlags = (c: CallContext) => c.flags('flags');

function readv(c: CallContext): string[] {
  const [length, more] = [c.number('length', 0), c.number('moreLength', 0)];
  return [
    `char data[${Math.max(1, length + more)}];`,
    `struct iovec parts[] = { { data, ${length} }${c.has('moreLength') ? `, { data + ${length}, ${more} }` : ''} };`,
    c.outcome(`bytes(readv(${fd(c)}, parts, sizeof parts / sizeof *parts), data)`),
  ];
}

function writev(c: CallContext): string[] {
  const parts = ['data', 'more'].filter((name) => c.has(name)).map((name) => c.data(name));
  return [
    `struct iovec parts[] = { ${parts.map(({ text, size }) => `{ (char *)${text}, ${size} }`).join(', ')} };`,
    c.outcome(`count(writev(${fd(c)}, parts, ${parts.length}))`),
  ];
}

/** The file in memory gets a high number: the lowest free one can be that of a closed descriptor, with which the call is made. */
function sendfile(c: CallContext): string[] {
  const { text, size } = c.data('data');
  return [
    'int made = memfd_create("file", MFD_CLOEXEC);', 'int file = fcntl(made, F_DUPFD_CLOEXEC, 900);', 'close(made);', 'off_t from = 0;',
    `if (write(file, ${text}, ${size}) != ${size}) give_up("file");`,
    c.outcome(`count(sendfile(${fd(c)}, file, &from, ${size}))`), 'close(file);',
  ];
}

function fcntl(c: CallContext): string[] {
  const command = c.constant('command');
  const call = (more: string) => `fcntl(${fd(c)}, ${command}${more})`;
  switch (command) {
    case 'F_GETFD': return [table(k.FD_FLAGS), `int set = ${call('')};`, c.outcome('flags(set, set, known)')];
    case 'F_GETFL': return [table(k.STATUS_FLAGS), `int set = ${call('')};`, c.outcome('flags(set, set, known)')];
    case 'F_SETFD': return [c.outcome(`done(${call(`, ${c.flags('value')}`)})`)];
    case 'F_SETFL': {
      // Other flags stay unchanged; only these two are set or cleared.
      const asked = c.flags('value');
      return [`int others = fcntl(${fd(c)}, F_GETFL) & ~(O_NONBLOCK | O_ASYNC);`,
        c.outcome(`done(${call(`, others${asked === '0' ? '' : ` | ${asked}`}`)})`)];
    }
    case 'F_DUPFD': case 'F_DUPFD_CLOEXEC': return makes(() => call(`, ${c.value('from')}`))(c);
    case 'F_SETOWN': return [c.outcome(`done(${call(`, ${c.value('owner')}`)})`)];
    case 'F_GETOWN': case 'F_GETSIG': return [c.outcome(`done(${call('')})`)];
    case 'F_SETSIG': return [c.outcome(`done(${call(`, ${c.constant('signal')}`)})`)];
    default: throw c.problem(`${command} is not known`, 'Leave the step out.');
  }
}

function ioctl(c: CallContext): string[] {
  const command = c.constant('command');
  if (command === 'FIOCLEX' || command === 'FIONCLEX') return [c.outcome(`done(ioctl(${fd(c)}, ${command}))`)];
  return [`int value = ${c.number('value', 0)};`, c.outcome(`done(ioctl(${fd(c)}, ${command}, &value))`)];
}

const timespec = (milliseconds: number, name: string) =>
  `struct timespec ${name} = { ${Math.trunc(milliseconds / 1000)}, ${(milliseconds % 1000) * 1_000_000} };`;

/** select and pselect: sets that are asked for nothing are absent. */
const select = (before: (milliseconds: number) => string, call: (asked: string) => string): WriteCall => (c) => {
  const used = ['read', 'write', 'except'].map((name) => ({ variable: `to_${name}`, of: c.values(name) }));
  const numbers = used.flatMap(({ of }) => of);
  const present = used.filter(({ of }) => of.length > 0);
  return [
    ...(present.length > 0 ? [`fd_set ${present.map(({ variable }) => variable).join(', ')};`] : []),
    ...present.flatMap(({ variable, of }) => [`FD_ZERO(&${variable});`, ...of.map((one) => `FD_SET(${one}, &${variable});`)]),
    'int highest = -1;', ...numbers.map((one) => `if (${one} > highest) highest = ${one};`),
    before(c.number('timeout', 0)),
    c.outcome(`count(${call(`highest + 1, ${used.map(({ variable, of }) => (of.length > 0 ? `&${variable}` : 'NULL')).join(', ')}`)})`),
  ];
};

function epollCtl(c: CallContext): string[] {
  const number = fd(c);
  if (c.constant('op') === 'EPOLL_CTL_DEL') return [c.outcome(`done(epoll_ctl(${c.value('epfd')}, EPOLL_CTL_DEL, ${number}, NULL))`)];
  return [
    `struct epoll_event event = { .events = ${c.flags('events')}, .data.fd = ${number} };`,
    c.outcome(`done(epoll_ctl(${c.value('epfd')}, ${c.constant('op')}, ${number}, &event))`),
  ];
}

const epollWait = (before: (milliseconds: number) => string[], call: (asked: string, milliseconds: number) => string): WriteCall => (c) => {
  const most = c.number('maxEvents', 8);
  return [
    table(k.EPOLL),
    `struct epoll_event ready[${most}];`,
    ...before(c.number('timeout', 0)),
    `int n = ${call(`${c.value('epfd')}, ready, ${most}`, c.number('timeout', 0))};`,
    'unsigned long set = 0;',
    'for (int i = 0; i < n; i++) set |= ready[i].events;',
    c.outcome('flags(n, set, known)'),
  ];
};

const pollOne = (before: (milliseconds: number) => string[], call: (milliseconds: number) => string): WriteCall => (c) => [
  table(k.POLL),
  `struct pollfd asked = { .fd = ${fd(c)}, .events = ${c.flags('events')} };`,
  ...before(c.number('timeout', 0)),
  `int n = ${call(c.number('timeout', 0))};`,
  c.outcome('flags(n, asked.revents, known)'),
];

/** fork and execve together, like the inspector: descriptors without close-on-exec are inherited. */
function fork(c: CallContext): string[] {
  const { name, pid } = c.other();
  const kept = c.keep[0] === undefined ? [] : [`${c.keep[0]} = ${pid};`];
  const fds = c.values('listenFds');
  if (!c.has('listenFds')) return [`${pid} = create("${name}", NULL, -1);`, ...kept, c.outcome(`done(${pid})`)];
  return [`int listen_fds[] = { ${fds.join(', ')} };`, `${pid} = create("${name}", listen_fds, ${fds.length});`, ...kept,
    c.outcome(`done(${pid})`)];
}

export const LINUX_WRITTEN: Readonly<Record<CallsWith<'linux', { c: 'written' }>, WriteCall>> = {
  socket: makes((c) => `socket(${c.constant('domain')}, ${orInto(c.constant('type'), c.flags('flags'))}, ${c.constant('protocol')})`),
  sendmsg, recvmsg, readv, writev, sendfile, setsockopt, getsockopt, fcntl, ioctl, fork,
  sd_listen_fds: (c) => [c.keep.length === 0 ? 'listen_fds();' : 'int passed = listen_fds();',
    ...c.keep.map((name, i) => `if (passed > ${i}) ${name} = 3 + ${i};`), c.outcome('"ok"')],
  // The exact count depends on the system: signals that arrive together are merged.
  sigio_count: (c) =>
    [c.outcome(`signals_within(${c.constant('signal', 'SIGIO')}, ${c.number('timeout', 0)}) > 0 ? "ok some" : "ok none"`)],
  select: select((ms) => `struct timeval longest = { ${Math.trunc(ms / 1000)}, ${(ms % 1000) * 1000} };`,
    (asked) => `select(${asked}, &longest)`),
  pselect6: select((ms) => timespec(ms, 'longest'), (asked) => `pselect(${asked}, &longest, NULL)`),
  epoll_ctl: epollCtl,
  epoll_wait: epollWait(() => [], (asked, ms) => `epoll_wait(${asked}, ${ms})`),
  epoll_pwait: epollWait(() => [], (asked, ms) => `epoll_pwait(${asked}, ${ms}, NULL)`),
  epoll_pwait2: epollWait((ms) => [timespec(ms, 'longest')], (asked) => `epoll_pwait2(${asked}, &longest, NULL)`),
  poll: pollOne(() => [], (ms) => `poll(&asked, 1, ${ms})`),
  ppoll: pollOne((ms) => [timespec(ms, 'longest')], () => 'ppoll(&asked, 1, &longest, NULL)'),
  socketpair: (c) => [
    'int pair[2] = { -1, -1 };',
    `int result = socketpair(${c.constant('domain')}, ${orInto(c.constant('type'), c.flags('flags'))}, 0, pair);`,
    ...c.keep.slice(0, 2).map((name, i) => `${name} = pair[${i}];`),
    c.outcome('done(result)'),
  ],
  // Nonzero results give the order of two kernel addresses, which differs between runs.
  kcmp: (c) => [
    `long order = syscall(SYS_kcmp, ${c.value('pid1')}, ${c.value('pid2')}, 0, (unsigned long)${c.value('fd1')}, (unsigned `
      + `long)${c.value('fd2')});`,
    ...(c.keep[0] === undefined ? [] : [`${c.keep[0]} = order;`]),
    c.outcome('order == -1 ? failed() : order == 0 ? "ok same" : "ok different"'),
  ],
};
