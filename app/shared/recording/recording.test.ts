import { describe, expect, it } from 'vitest';
import { readTrace, writeTrace } from '../trace/file.ts';
import type { TraceLog } from '../trace/log.ts';
import { PAIR, divergences, record, told } from './log.fixture.ts';
import { hazardsOf, listenerStories } from './summary.ts';

describe('the order of calls that overlap', () => {
  it('puts a send before the receive that ended first', () => {
    const log = record(`${PAIR}
      10 sendto(3, "hello", 5, 0, NULL, 0 <unfinished ...>
11 recvfrom(4, "hello", 64, 0, NULL, NULL) = 5
10 <... sendto resumed>) = 5`.replaceAll('      10', '10'));
    expect(told(log).slice(3)).toEqual(['a send*', 'a-2 recv*']);
    expect(divergences(log)).toEqual([]);
  });

  it('puts a message with descriptors before the receive that ended first', () => {
    const log = record(`${PAIR}
10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5
10 sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, \
cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0 <unfinished ...>
11 recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, \
cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[7]}], msg_controllen=24, msg_flags=0}, 0) = 1
10 <... sendmsg resumed>) = 1`.replaceAll('\\\n', ''));
    expect(told(log).slice(4)).toEqual(['a sendmsg*', 'a-2 recvmsg*']);
    expect(divergences(log)).toEqual([]);
    expect(Object.values(log.step(6)!.diff.added)).toMatchObject([{ kind: 'descriptor', number: 7, object: 'socket:3', how: 'received' }]);
  });

  it('puts a send whose process was killed in it before the receive that got its bytes', () => {
    const log = record(`${PAIR}
11 write(4, "x", 1 <unfinished ...>
10 read(3, "x", 1) = 1
10 kill(11, SIGKILL) = 0
11 <... write resumed>) = ?
11 +++ killed by SIGKILL +++`);
    expect(told(log).slice(3, 5)).toEqual(['a-2 write*', 'a read*']);
    expect(divergences(log)).toEqual([]);
  });

  it('puts an empty receive before the send that overlaps it', () => {
    const log = record(`${PAIR}
11 recvfrom(4,  <unfinished ...>
10 sendto(3, "hello", 5, 0, NULL, 0) = 5
11 <... recvfrom resumed>0x7ffe, 64, MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)`);
    expect(told(log).slice(3)).toEqual(['a-2 recv error*', 'a send']);
    expect(divergences(log)).toEqual([]);
  });

  it('puts the fork before the first call of the child, even if the line of the child comes first', () => {
    const log = record(`execve("/bin/a", ["a"], 0x7) = 0\nsocketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0
clone(child_stack=NULL, flags=SIGCHLD <unfinished ...>
11 close(3) = 0
10 <... clone resumed>) = 11`);
    expect(told(log)).toEqual(['a execve', 'a socketpair', 'a clone', 'a-2 close']);
    expect(log.worldAt(4).get('socket:1')).toMatchObject({ closedAt: null });
  });

  it('shows a call as waiting while others happen, and as one that returned', () => {
    const log = record(`${PAIR}
11 read(4,  <unfinished ...>
10 close(4) = 0
10 write(3, "x", 1) = 1
11 <... read resumed>"x", 8) = 1`);
    expect(told(log).slice(3)).toEqual(['a-2 read pending', 'a close', 'a write', 'returns a-2 read']);
    expect(divergences(log)).toEqual([]);
  });

  it('continues a call that the system starts again', () => {
    const log = record(`${PAIR}
11 read(4,  <unfinished ...>
10 close(4) = 0
11 <... read resumed>0x7ffe, 8) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)
11 --- SIGCHLD {si_signo=SIGCHLD} ---
11 read(4,  <unfinished ...>
10 write(3, "x", 1) = 1
11 <... read resumed>"x", 8) = 1`);
    expect(told(log).slice(3)).toEqual(['a-2 read pending', 'a close', 'a write', 'returns a-2 read']);
  });

  it('frees a number before the call that gets it', () => {
    const log = record(`execve("/bin/a", ["a"], 0x7) = 0\nclone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 11
10 socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) = 3
11 close(3 <unfinished ...>
10 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
11 <... close resumed>) = 0`);
    expect([...log.worldAt(log.length).ofKind('descriptor')]).toMatchObject([{ number: 3, object: 'socket:1' }]);
  });
});

describe('addresses', () => {
  it('of a socket without one are not those that it gets later', () => {
    const log = record(`socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
getsockname(3, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}, [16]) = 0
connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
getsockname(3, {sa_family=AF_INET, sin_port=htons(4000), sin_addr=inet_addr("127.0.0.1")}, [16]) = 0`);
    expect(divergences(log)).toEqual([]);
    expect(log.worldAt(log.length).get('socket:1')).toMatchObject({ local: '127.0.0.1:4000' });
  });

  it('of two clients go to two accepts in the order in which these ended', () => {
    const accept = (port: number) =>
      `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 4`;
    const connects = `socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 5
connect(5, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0\nsendto(5, "x", 1, 0, NULL, 0) = 1`;
    const log = record(`execve("/bin/a", ["a"], 0x7) = 0\nsocket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
bind(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
listen(3, 5) = 0
clone(child_stack=NULL, flags=SIGCHLD) = 11
clone(child_stack=NULL, flags=SIGCHLD) = 12
12 accept4(3,  <unfinished ...>
${connects}
11 accept4(3,  <unfinished ...>
12 <... accept4 resumed>${accept(4001)}
12 recvfrom(4, "x", 8, 0, NULL, NULL) = 1
10 close(5) = 0
${connects}
11 <... accept4 resumed>${accept(4002)}
11 recvfrom(4, "x", 8, 0, NULL, NULL) = 1`);
    expect(divergences(log)).toEqual([]);
    expect(told(log).filter((line) => line.includes('accept4') && !line.includes('pending')))
      .toEqual(['returns a-3 accept4', 'returns a-2 accept4']);
  });
});

describe('a server that lets its listener go', () => {
  const address = (port: number) => `{sa_family=AF_INET, sin_port=htons(${port}), sin_addr=inet_addr("127.0.0.1")}`;
  const connect = (fd: number) => `socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = ${fd}\nconnect(${fd}, ${address(80)}, 16) = 0`;
  const story = (end: string) => record(`socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3\nbind(3, ${address(80)}, 16) = 0\nlisten(3, 5) = 0
clone(child_stack=NULL, flags=SIGCHLD) = 11\n${connect(5)}
11 accept4(3, ${address(4001)}, [16], SOCK_CLOEXEC) = 4
11 close(3) = 0\n${connect(6)}\n${end}`);
  const ids = (log: TraceLog) => hazardsOf(log).map(({ hazard }) => hazard.id);

  it('is a hazard if it waits for something else, not if it ends', () => {
    expect(ids(story('11 exit_group(0) = ?\n11 +++ exited with 0 +++'))).not.toContain('listener-let-go');
    expect(ids(story('11 recvfrom(4,  <unfinished ...>\n10 close(6) = 0'))).toContain('listener-let-go');
  });
});

describe('a flag that is set late', () => {
  const late = 'socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3\nfcntl(3, F_SETFD, FD_CLOEXEC) = 0';
  const ids = (log: TraceLog) => hazardsOf(log).map(({ hazard }) => hazard.id);

  it('is a hazard only in a program with threads', () => {
    expect(ids(record(late))).toEqual([]);
    expect(ids(record(`clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 11\n${late}`))).toEqual(['flag-set-late']);
  });
});

describe('a result that no order explains', () => {
  it('is a divergence, and leaves the state of the socket unconfirmed', () => {
    const log = record(`${PAIR}\n10 recvfrom(3, "from nowhere", 64, 0, NULL, NULL) = 12`);
    expect(divergences(log)).toEqual(['outcome of recv']);
    expect(log.worldAt(log.length).get('socket:1')).toMatchObject({ sure: false });
  });

  it('is none if a program outside of the recording explains it', () => {
    const log = record(`socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
bind(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
listen(3, 5) = 0
accept(3, {sa_family=AF_INET, sin_port=htons(4000), sin_addr=inet_addr("127.0.0.1")}, [16]) = 4`);
    expect(divergences(log)).toEqual([]);
    expect(log.steps().at(-1)).toMatchObject({ note: 'The client is not part of the recording.', predicted: null });
    expect(log.worldAt(log.length).get('socket:2')).toMatchObject({ remote: '127.0.0.1:4000', sure: false });
  });
});

describe('processes', () => {
  it('have one descriptor table with CLONE_FILES, until one of them executes a program', () => {
    const log = record(`execve("/bin/a", ["a"], 0x7) = 0\nsocket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3
clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|SIGCHLD) = 11
11 socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 4
11 execve("/bin/b", ["b"], 0x7) = 0`);
    const held = [...log.worldAt(log.length).ofKind('descriptor')].map((d) => `${d.process} ${d.number}`);
    expect(held.toSorted()).toEqual(['process:a 3', 'process:a 4', 'process:a-2 4']);
  });

  it('end and close their descriptors in the thread that remains after an exec in another one', () => {
    const log = record(`execve("/bin/a", ["a"], 0x7) = 0\nsocket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 11
11 execve("/bin/b", ["b"], 0x7 <pid changed to 10 ...>
10 +++ superseded by execve in pid 11 +++
10 <... execve resumed>) = 0
10 +++ killed by SIGTERM +++`);
    expect(told(log)).toEqual(['a execve', 'a socket', 'a clone', 'a execve', 'death']);
    expect(log.worldAt(log.length).get('socket:1')).toMatchObject({ closedAt: 5 });
  });
});

describe('a recording', () => {
  it('counts calls that it does not follow, and marks the state of their sockets as unconfirmed', () => {
    const log = record(`${PAIR}\n10 splice(8, NULL, 3, NULL, 100, 0) = 100\n11 recvfrom(4, "x"..., 200, 0, NULL, NULL) = 100`);
    expect(log.header.recording).toMatchObject({ notFollowed: { splice: 1 }, lost: 0, unread: 0 });
    expect(divergences(log)).toEqual([]);
  });

  it('follows sendfile, and sendmmsg with two messages', () => {
    const log = record(`${PAIR}\n10 sendfile(3, 9, NULL, 100) = 40
10 sendmmsg(3, [{msg_hdr={msg_name=NULL, msg_iov=[{iov_base="ab", iov_len=2}], msg_iovlen=1}, msg_len=2}, \
{msg_hdr={msg_name=NULL, msg_iov=[{iov_base="c", iov_len=1}], msg_iovlen=1}, msg_len=1}], 2, 0) = 2
11 recvfrom(4, "x"..., 200, 0, NULL, NULL) = 43`);
    expect(told(log).slice(3)).toEqual(['a sendfile', 'a sendmmsg', 'a-2 recv']);
    expect(divergences(log)).toEqual([]);
  });

  it('is a trace that is written and read again', () => {
    const log = record(`${PAIR}\n10 close(3) = 0`);
    const again = readTrace(writeTrace(log), 'x');
    expect(again.damage).toBeNull();
    expect(again.log.header).toEqual(log.header);
    expect(writeTrace(again.log)).toBe(writeTrace(log));
  });

  it('tells the story of each listener, and its hazards', () => {
    const log = record(`socket(AF_INET, SOCK_STREAM, 0) = 3
bind(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
listen(3, 5) = 0
clone(child_stack=NULL, flags=SIGCHLD) = 11
10 exit_group(0) = ?
10 +++ exited with 0 +++`);
    expect(listenerStories(log)).toMatchObject([{ socket: 'socket:1', open: true }]);
    expect(hazardsOf(log).map(({ hazard }) => hazard.id)).toContain('port-without-creator');
  });
});
