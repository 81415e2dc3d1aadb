import { describe, expect, it } from 'vitest';
import { divergences, record } from './log.fixture.ts';
import { Recording, isFollowed } from './recording.ts';
import { StraceReader } from './strace/reader.ts';

it('a file that pidfd_getfd copies is no divergence: the world has no files', () => {
  const log = record(`10 execve("/bin/a", ["a"], 0x7 /* 1 var */) = 0
clone(child_stack=NULL, flags=SIGCHLD) = 11
pidfd_open(11, 0) = 3
pidfd_getfd(3, 1, 0) = 4`);
  expect([divergences(log), log.steps().some((s) => s.action.kind === 'call' && s.action.call === 'pidfd_getfd')]).toEqual([[], true]);
});

describe('an address that is in use', () => {
  const ADDRESS = '{sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16';
  const SOCKET = 'socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)';

  it('is no divergence if no socket of the recording ever had it', () => {
    const log = record(`${SOCKET} = 3\nbind(3, ${ADDRESS}) = -1 EADDRINUSE (Address already in use)`);
    expect([divergences(log), log.step(2)!.note]).toEqual([[], 'A socket that is not part of the recording holds the address.']);
  });

  it('has its holders in the note of the step', () => {
    const recording = new Recording('test', undefined, true, undefined, ({ address, type, pid, recorded }) =>
      `nginx (812) for ${pid} at ${address}, ${type}, not ${[...recorded].join()}`);
    const reader = new StraceReader(isFollowed, recording.tally);
    for (const line of [`10 ${SOCKET} = 3`, `10 bind(3, ${ADDRESS}) = -1 EADDRINUSE (Address already in use)`])
      recording.events(reader.line(line));
    expect(recording.finish('ptrace', reader.loss).step(2)!.note)
      .toBe('127.0.0.1:8080 is held by nginx (812) for 10 at 127.0.0.1:8080, SOCK_STREAM, not 10, outside of the recording.');
  });

  it('is a divergence if one had it and closed it', () => {
    const log = record(`${SOCKET} = 3\nbind(3, ${ADDRESS}) = 0\nclose(3) = 0
${SOCKET} = 3\nbind(3, ${ADDRESS}) = -1 EADDRINUSE (Address already in use)`);
    expect(divergences(log)).toEqual(['outcome of bind']);
  });
});
