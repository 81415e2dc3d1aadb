import { describe, expect, it } from 'vitest';
import { FOLLOWED_CALLS, SHARING_CALLS } from '../recording.ts';
import { AUDIT_ARCH_X86_64, filterFor } from './filter.ts';
import { viewOf } from './memory.ts';
import { namesByNumber } from './numbers.ts';

const [LOAD, JUMP_IF_EQUAL, RETURN] = [0x20, 0x15, 0x06];
const ANSWERS: Readonly<Record<number, string>> = { 0x7ff0_0000: 'stops', 0x7fff_0000: 'runs' };

/** What the filter answers, as the kernel executes it. */
function answer(filter: Uint8Array, number: number, second = 0, architecture = AUDIT_ARCH_X86_64): string {
  const data: Readonly<Record<number, number>> = { 0: number, 4: architecture, 24: second };
  const view = viewOf(filter);
  let loaded = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const [code, value] = [view.getUint16(at, true), view.getUint32(at + 4, true)];
    if (code === LOAD) loaded = data[value]!;
    else if (code === RETURN) return ANSWERS[value]!;
    else if (code === JUMP_IF_EQUAL) at += 8 * view.getUint8(at + (loaded === value ? 2 : 3));
  }
  return 'ended';
}

describe('the filter of launched programs', () => {
  const filter = filterFor(namesByNumber(FOLLOWED_CALLS));
  const [READ, LSEEK, FCNTL, IOCTL] = [0, 8, 72, 16];

  it('stops calls that are followed, and lets all others run', () => {
    const followed = new Set(namesByNumber(FOLLOWED_CALLS).keys());
    for (let number = 0; number < 500; number += 1) {
      if (number === FCNTL || number === IOCTL) continue;
      expect([number, answer(filter, number)]).toEqual([number, followed.has(number) ? 'stops' : 'runs']);
    }
  });

  it('tells fcntl and ioctl by their command', () => {
    expect([1030, 2, 5].map((command) => answer(filter, FCNTL, command))).toEqual(['stops', 'stops', 'runs']);
    expect([0x5421, 0x5413].map((command) => answer(filter, IOCTL, command))).toEqual(['stops', 'runs']);
  });

  it('stops calls of other architectures, which are counted', () => {
    expect(answer(filter, LSEEK, 0, 0x4000_0003)).toBe('stops');
  });

  it('lets calls that only move bytes run if those that share are enough', () => {
    const few = filterFor(namesByNumber(SHARING_CALLS));
    const names = [...namesByNumber(FOLLOWED_CALLS)].filter(([number]) => number !== IOCTL && answer(few, number) === 'runs')
      .map(([, name]) => name);
    expect(names).not.toContain('sendmsg');
    expect(names.toSorted()).toEqual(['epoll_pwait', 'epoll_pwait2', 'epoll_wait', 'epoll_wait_old', 'io_uring_enter', 'poll',
      'ppoll', 'preadv', 'preadv2', 'pwritev', 'pwritev2', 'read', 'readv', 'recvfrom', 'sendfile', 'sendto', 'splice', 'tee',
      'vmsplice', 'write', 'writev']);
    expect([answer(few, READ), answer(few, FCNTL, 1030)]).toEqual(['runs', 'stops']);
  });
});
