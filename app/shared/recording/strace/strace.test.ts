import { describe, expect, it } from 'vitest';
import type { RawEvent } from '../raw.ts';
import { Tally } from '../tally.ts';
import { readCallText } from './call-text.ts';
import { mergeByTime } from './merge.ts';
import { StraceReader } from './reader.ts';

const read = (text: string) => {
  const tally = new Tally();
  const reader = new StraceReader((name) => name !== 'openat' && name !== 'sendfile', tally);
  const events = text.split('\n').flatMap((line) => reader.line(line));
  return { events, loss: reader.loss, tally };
};
const brief = (events: readonly RawEvent[]) =>
  events.map((e) => (e.kind === 'enter' || e.kind === 'exit' ? `${e.kind} ${e.call.task} ${e.call.name}` : `${e.kind} ${e.task}`));

describe('a call', () => {
  it('has constants, numbers, structures and the descriptor details of strace', () => {
    const { args, result } = readCallText('bind(3<TCP:[127.0.0.1:1->[::1]:2]>, {sa_family=AF_INET, sin_port=htons(80), '
      + 'sin_addr=inet_addr("127.0.0.1")}, 16) = 0');
    expect(args).toEqual([
      { kind: 'number', value: 3, about: 'TCP:[127.0.0.1:1->[::1]:2]' },
      { kind: 'record', others: [], fields: {
        sa_family: { kind: 'names', names: ['AF_INET'], rest: 0 },
        sin_port: { kind: 'conversion', name: 'htons', args: [{ kind: 'number', value: 80 }] },
        sin_addr: { kind: 'conversion', name: 'inet_addr', args: [{ kind: 'bytes', bytes: '127.0.0.1', cut: false }] } } },
      { kind: 'number', value: 16 },
    ]);
    expect(result).toEqual({ kind: 'value', value: 0 });
  });

  it('has numbers in place of constants with -X raw', () => {
    expect(readCallText('socketpair(0x1, 0x1|0x80000, 0, [3, 4]) = 0').args.slice(0, 2))
      .toEqual([{ kind: 'number', value: 1 }, { kind: 'number', value: 0x80001 }]);
  });

  it('returns a value, an error, or nothing, or starts again', () => {
    expect(readCallText('close(3) = -1 EBADF (Bad file descriptor)').result).toEqual({ kind: 'error', name: 'EBADF' });
    expect(readCallText('exit_group(0)                     = ?').result).toEqual({ kind: 'none' });
    expect(readCallText('accept(3, NULL, NULL) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)').result)
      .toEqual({ kind: 'restarts' });
    expect(readCallText('fcntl(3, F_GETFD) = 0x1 (flags FD_CLOEXEC)').result)
      .toEqual({ kind: 'value', value: 1, shown: { kind: 'names', names: ['FD_CLOEXEC'], rest: 0 } });
    expect(readCallText('vfork() = 31834<sleep> <0.000200>')).toMatchObject({ result: { value: 31834, about: 'sleep' }, took: 200 });
  });

  it('keeps bytes, and marks where strace cut them', () => {
    expect(readCallText(String.raw`write(1, "a\"\0\177\x41"..., 99) = 99`).args[1])
      .toEqual({ kind: 'bytes', bytes: 'a"\0\u007fA', cut: true });
  });
});

describe('a log', () => {
  it('joins the two parts of an interrupted call', () => {
    const { events } = read('7 recvmsg(4,  <unfinished ...>\n8 close(3) = 0\n7 <... recvmsg resumed>{msg_name=NULL}, 0) = 2');
    expect(brief(events)).toEqual(['found 7', 'enter 7 recvmsg', 'found 8', 'enter 8 close', 'exit 8 close', 'exit 7 recvmsg']);
    expect(events.at(-1)).toMatchObject({ call: { args: [{ value: 4 }, { kind: 'record' }, { value: 0 }], result: { value: 2 } } });
  });

  it('reads the forms of a terminal, where the first thread has no number at first', () => {
    const { events } = read('clone(child_stack=NULL, flags=SIGCHLDstrace: Process 12 attached\n, child_tidptr=0x7) = 12\n'
      + '[pid 12] close(3) = 0\n[pid 11] close(4) = 0\n[pid 12] +++ exited with 0 +++\nclose(5) = 0');
    expect(brief(events).filter((text) => text.startsWith('enter')))
      .toEqual(['enter 0 clone', 'enter 12 close', 'enter 0 close', 'enter 0 close']);
  });

  it('follows an exec in another thread, ends and signals', () => {
    const { events } = read('5 execve("/bin/x", ["x"], 0x7 /* 1 var */ <pid changed to 4 ...>\n4 +++ superseded by execve in pid 5 +++\n'
      + '4 <... execve resumed>) = 0\n4 --- SIGCHLD {si_signo=SIGCHLD} ---\n4 +++ killed by SIGSEGV (core dumped) +++');
    expect(brief(events)).toEqual(['found 5', 'enter 5 execve', 'found 4', 'superseded 4', 'exit 5 execve', 'signal 4', 'ended 4']);
    expect(events.at(-1)).toMatchObject({ how: { kind: 'killed', signal: 'SIGSEGV' } });
  });

  it('reads a call that stops inside a structure, a list or both', () => {
    const { events, loss } = read('7 io_uring_setup(256, {flags=0x1 /* ??? { */, sq_thread_idle=0 <unfinished ...>\n'
      + '7 <... io_uring_setup resumed>, sq_off={head=0}}) = 4\n'
      + '7 poll([{fd=3<TCP:[1.1.1.1:1->2.2.2.2:2]>, events=POLLIN} <unfinished ...>\n'
      + '7 <... poll resumed>], 1, 0) = 0\n7 sendmsg(3, {msg_name=NULL, msg_iov=[{iov_base="]}", iov_len=2 <unfinished ...>\n'
      + '7 <... sendmsg resumed>}], msg_iovlen=1}, 0) = 2');
    expect(loss.examples).toEqual([]);
    expect(brief(events)).toEqual(['found 7', 'enter 7 io_uring_setup', 'exit 7 io_uring_setup', 'enter 7 poll', 'exit 7 poll',
      'enter 7 sendmsg', 'exit 7 sendmsg']);
  });

  it('counts calls of killed tasks whose name strace could not read, and misses those of others', () => {
    const { events, loss, tally } = read('7 ???( <unfinished ...>\n7 <... ??? resumed>) = ?\n7 +++ killed by SIGKILL +++\n'
      + '8 ???() = ?\n8 +++ killed by SIGKILL +++\n9 ???( <unfinished ...>\n9 +++ killed by SIGKILL +++');
    expect(brief(events)).toEqual(['found 7', 'ended 7', 'found 8', 'ended 8', 'found 9', 'ended 9']);
    expect([loss.unread, tally.others, tally.concerning.size]).toEqual([0, 3, 0]);
    expect(read('7 ???() = 0').loss.unread).toBe(1);
  });

  it('counts the lines that it cannot read, and shows the first', () => {
    const { events, loss } = read('7 close(3) = 0\nhello from the program\n7 <... accept resumed>) = 4\n7 socket(AF_INET, [[[');
    expect(brief(events)).toEqual(['found 7', 'enter 7 close', 'exit 7 close']);
    expect(loss).toMatchObject({ unread: 3, lost: 0 });
    expect(loss.examples[0]).toBe('hello from the program (not a call)');
  });

  it('counts calls that are not followed, and names those that concern sockets', () => {
    const { tally } = read('7 openat(AT_FDCWD, "x", 0) = 3\n7 sendfile(4<TCP:[1]>, 3, NULL, 9) = 9');
    expect([[...tally.concerning], tally.others]).toEqual([[['sendfile', 1]], 1]);
  });

  it('does not nest without end', () => {
    expect(read(`7 socket(${'['.repeat(1000)}`).loss.unread).toBe(1);
  });

  it('counts times from the first line, over midnight', () => {
    const { events } = read('7 23:59:59.900000 close(3) = 0 <0.000004>\n7 00:00:00.100000 close(4) = 0');
    expect(events.flatMap((e) => (e.kind === 'exit' ? [e.call.left] : []))).toEqual([4, 200_000]);
  });
});

describe('files of -ff', () => {
  const file = (name: string, task: number, text: string) => {
    const reader = new StraceReader(() => true, new Tally(), task);
    return { name, events: text.split('\n').flatMap((line) => reader.line(line)) };
  };

  it('are one sequence by their times', () => {
    const events = mergeByTime([file('a.1', 1, '1000000000.5 write(3, "x", 1) = 1'),
      file('a.2', 2, '1000000000.2 read(4, "x", 1) = 1 <0.4>')]);
    expect(brief(events).filter((text) => !text.startsWith('found')))
      .toEqual(['enter 1 write', 'enter 2 read', 'exit 2 read', 'exit 1 write']);
  });

  it('cannot be ordered without times', () => {
    expect(() => mergeByTime([file('a.1', 1, 'close(3) = 0'), file('a.2', 2, 'close(3) = 0')])).toThrow('the lines have no time');
  });
});
