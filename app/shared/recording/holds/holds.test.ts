import { describe, expect, it } from 'vitest';
import { sentenceText } from '../../trace/sentence.ts';
import type { RawCall } from '../raw.ts';
import { Recording, isFollowed } from '../recording.ts';
import { StraceReader } from '../strace/reader.ts';
import { changeSentences } from './changes.ts';
import { parseCondition } from './condition.ts';
import type { HeldCall } from './held-call.ts';
import { Holds } from './holds.ts';

const START = `execve("/bin/server", ["server"], 0x7 /* 1 var */) = 0
socket(AF_INET, SOCK_STREAM, IPPROTO_IP) = 3
bind(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
listen(3, 8) = 0
socketpair(AF_UNIX, SOCK_STREAM, 0, [4, 5]) = 0`;
const CONTROL = 'msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}], msg_controllen=24';
const RIGHTS = `{msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, ${CONTROL}, msg_flags=0}`;

/** A recording of a log, and what reads its next lines. */
function after(log: string, ...more: readonly string[]) {
  const recording = new Recording('test');
  const reader = new StraceReader(isFollowed, recording.tally);
  const read = (line: string): void => { recording.events(reader.line(line)); };
  for (const line of [...log.split('\n').map((text) => `10 ${text}`), ...more]) read(line);
  /** Reads the start of a call. */
  const begin = (line: string): RawCall => {
    const events = reader.line(`${line} <unfinished ...>`);
    recording.events(events);
    const enter = events.at(-1);
    if (enter?.kind !== 'enter') throw new Error(`no call: ${line}`);
    return enter.call;
  };
  return { recording, read, begin };
}

/** The world after a log, and a call that begins then. */
function before(call: string, log = START): { call: HeldCall; recording: Recording; raw: RawCall } {
  const { recording, begin } = after(log);
  const raw = begin(`10 ${call}`);
  const held = recording.held(raw, null);
  expect(held?.open).toBe(0);
  return { call: held!.call, recording, raw };
}

const SEND = `sendmsg(4, ${RIGHTS}, 0`;
const free = () => {
  let next = 9;
  return () => next += 1;
};
const meets = (condition: string, call: string): boolean =>
  new Holds([parseCondition(condition)]).meets(before(call).call, free()) !== null;

describe('a condition', () => {
  it.each([
    ['call:sendmsg', SEND, true], ['call:send*', SEND, true], ['call:recvmsg', SEND, false], ['-call:sendmsg', SEND, false],
    ['call:send', 'sendto(4, "x", 1, 0, NULL, 0', true], ['call:sendto', 'sendto(4, "x", 1, 0, NULL, 0', true],
    ['process:server', SEND, true], ['process:serv', SEND, false], ['process:serv*', SEND, true], ['pid:10', SEND, true],
    ['pid:11', SEND, false], ['thread:10', SEND, true], ['fd:4', SEND, true], ['fd:3', SEND, true], ['fd:5', SEND, false],
    ['socket:1', 'close(3', true], ['socket:2', 'close(3', false], ['port:8080', 'accept(3, NULL, NULL', true],
    ['port:8080', SEND, true], ['port:80', SEND, false], ['call:close port:8080', 'close(3', true],
    ['call:close port:8080', 'close(4', false],
    ['shares', SEND, true], ['shares', 'sendto(4, "x", 1, 0, NULL, 0', false], ['shares', 'dup2(3, 9', true],
    ['shares', 'dup2(7, 9', false],
    ['shares', 'fcntl(3, F_DUPFD_CLOEXEC, 0', true], ['shares', 'fcntl(3, F_GETFL', false], ['shares', 'vfork(', true],
    ['shares', 'clone(child_stack=NULL, flags=SIGCHLD', true],
    ['shares', 'clone(child_stack=NULL, flags=CLONE_VM|CLONE_FILES|SIGCHLD', false],
    ['shares', 'execve("/bin/sh", ["sh"], 0x7 /* 1 var */', true], ['shares', 'close(3', false],
    ['call:read', 'read(7, 0x7ff, 10', false], ['call:socket', 'socket(AF_INET, SOCK_STREAM, IPPROTO_IP', true],
  ])('%s before %s: %s', (condition, call, expected) => {
    expect(meets(condition, call)).toBe(expected);
  });

  it('has the names of calls and hazards of its system', () => {
    const holds = new Holds(['call:WSADuplicate*', 'shares'].map((text) => parseCondition(text, 'winsock')));
    expect(holds.filters.map(({ calls }) => calls)).toEqual([['WSADuplicateSocketW', 'WSADuplicateSocketA'],
      ['WSADuplicateSocketW', 'WSADuplicateSocketA', 'DuplicateHandle', 'CreateProcessW', 'CreateProcessA']]);
    expect(() => parseCondition('call:sendmsg', 'winsock')).toThrow('No call is named sendmsg');
    expect(parseCondition('hazard:registration-taken-over', 'winsock').terms).toHaveLength(1);
  });

  it('holds at its nth match only', () => {
    const holds = new Holds([parseCondition('call:sendmsg#2')]);
    const { call } = before(SEND);
    expect([1, 2, 3].map(() => holds.meets(call, free()))).toEqual([null, 'call:sendmsg#2', null]);
  });

  it('holds before a hazard that the rules predict', () => {
    expect(meets('hazard:no-live-acceptor', 'close(4')).toBe(false);
    const log = `${START}\nsendmsg(4, ${RIGHTS}, 0) = 1`;
    const { call } = before('recvmsg(5, {msg_name=NULL, msg_iov=[{iov_len=1}], msg_iovlen=1, msg_controllen=24}, 0', log);
    expect(new Holds([parseCondition('hazard:received-*')]).meets(call, free())).toBe('hazard:received-*');
  });

  it('steps once, of the thread or of the process', () => {
    const { call } = before(SEND);
    const holds = new Holds([]);
    const steps = [[{ task: 10 }, 'step of the thread'], [{ task: 11 }, null], [{ process: 10 }, 'step of the process']] as const;
    for (const [step, expected] of steps) {
      holds.step(step);
      expect(holds.meets(call, free())).toBe(expected);
    }
    expect(holds.meets(call, free())).toBeNull();
  });

  it('tells the source what it can decide', () => {
    const none = { calls: null, task: null, process: null };
    const holds = new Holds(['call:send pid:7', 'port:80', 'call:dup* shares'].map((text) => parseCondition(text)));
    holds.step({ process: 9 });
    expect(holds.filters).toEqual([{ ...none, calls: ['sendto'], process: 7 }, none, { ...none, calls: ['dup', 'dup2', 'dup3'] },
      { ...none, process: 9 }]);
  });

  it.each([
    ['call:sendmgs', 'No call is named sendmgs. Did you mean call:sendmsg?'], ['sendmsg', 'Did you mean call:sendmsg?'],
    ['share', 'Did you mean shares?'], ['call:exit_group', 'No call is named exit_group'],
    ['hazard:two-reader', 'Did you mean hazard:two-readers?'],
    ['hazard:blob-used-twice', 'No hazard is named blob-used-twice'],
    ['colour:red', 'There is no "colour:"'], ['fd:x', 'fd:x is not a number'],
    ['', 'The condition is empty'], ['call:', 'needs a value'],
  ])('%s is refused: %s', (text, message) => {
    expect(() => parseCondition(text)).toThrow(message);
  });
});

describe('predictions for a held call', () => {
  const told = (line: string, log = START) => {
    const { call, recording } = before(line, log);
    const { prediction, diff, after, hazards } = call.foresee(free());
    return { outcome: prediction.outcome, changes: changeSentences(diff, recording.world, after, 'linux').map(sentenceText),
      hazards: hazards.map(({ id }) => id) };
  };

  it('is its outcome and what it changes', () => {
    expect(told(SEND)).toMatchObject({ outcome: { kind: 'ok' }, hazards: [], changes: ['socket #1 TCP is in flight.',
      'socket #3 Unix stream has 1 piece of data in its queue.'] });
    expect(told('dup(3')).toMatchObject({ changes: ["server's fd 10 refers to socket #1 TCP (duplicated)."] });
    expect(told('close(3')).toMatchObject({ outcome: { kind: 'ok' },
      changes: ["server's fd 3 no longer refers to socket #1 TCP.", 'socket #1 TCP is closed: no descriptor refers to it.'] });
    expect(told('close(4').changes).toContain('socket #3 Unix stream is established, peer ended, send shut.');
  });

  it('is that it waits', () => {
    expect(told('accept(3, NULL, NULL')).toEqual({ outcome: { kind: 'pending' }, hazards: [],
      changes: ['The call waits for socket #1 TCP.'] });
  });

  it('is what a new process and a new program get', () => {
    expect(told('vfork(').changes).toContain("child of server's fd 3 refers to socket #1 TCP (inherited).");
    const log = `${START}\nfcntl(3, F_SETFD, FD_CLOEXEC) = 0`;
    expect(told('execve("/bin/sh", ["sh"], 0x7 /* 1 var */', log)).toMatchObject({ outcome: { kind: 'unknown' },
      changes: expect.arrayContaining(["server's fd 3 no longer refers to socket #1 TCP."]) as object });
  });

  it('changes nothing in the recording', () => {
    const { call, recording, raw } = before(SEND);
    call.foresee(free());
    recording.released(raw);
    const log = recording.finish('ptrace', { lost: 0, unread: 0, examples: [] });
    const calls = log.steps().map(({ action }) => action.kind === 'call' && action.call);
    expect(calls).toEqual(['execve', 'socket', 'bind', 'listen', 'socketpair']);
    expect([...log.worldAt(log.length).ofKind('transfer')]).toEqual([]);
  });
});

describe('a call that returns the error of the user', () => {
  it('no longer keeps a socket that another thread has closed meanwhile', () => {
    const { recording, read, begin } = after(START, '10 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_FILES|CLONE_THREAD) = 11');
    const call = begin('11 accept4(3, NULL, NULL, 0');
    expect(recording.held(call, null)?.open).toBe(0);
    recording.released(call);
    read('10 close(3) = 0');
    Object.assign(call, { result: { kind: 'error', name: '24' }, intervened: { kind: 'refused' } });
    recording.events([{ kind: 'exit', call }]);
    const log = recording.finish('ptrace', { lost: 0, unread: 0, examples: [] });
    expect(log.worldAt(log.length - 1).get('socket:1')).toMatchObject({ closedAt: null });
    expect(log.worldAt(log.length).get('socket:1')).toMatchObject({ closedAt: log.length });
    expect([...log.worldAt(log.length).ofKind('pending')]).toEqual([]);
  });
});

describe('the world of a held call', () => {
  it('does not contain a call that one which runs can still explain', () => {
    const { recording, read, begin } = after(START, '10 clone(child_stack=NULL, flags=SIGCHLD) = 11',
      '10 sendto(4, "hello", 5, 0, NULL, 0 <unfinished ...>', '11 recvfrom(5, "hello", 64, 0, NULL, NULL) = 5');
    const call = begin('11 close(3');
    expect(recording.held(call, null)?.open).toBe(2);
    read('10 <... sendto resumed>) = 5');
    expect(recording.held(call, null)?.open).toBe(0);
    const log = recording.finish('ptrace', { lost: 0, unread: 0, examples: [] });
    expect(log.steps().flatMap(({ divergences }) => divergences)).toEqual([]);
  });
});
