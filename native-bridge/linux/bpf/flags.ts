/** What the programs know of each call, as a number in the map `flags`: bits, and in the second byte the group of its pieces. */
import { namesByNumber } from '../../../app/shared/recording/ptrace/numbers.ts';
import { ROOM } from '../../../app/shared/recording/bpf/layout.ts';
import { type Wanted, wantedOf } from '../../../app/shared/recording/bpf/wanted.ts';

export const FLAG = { followed: 1, walk: 2, sockets: 4, known: 8, aboutFirst: 16, aboutResult: 32, room: 64, group: 8 } as const;

/** Calls whose first argument is no descriptor. */
const NO_DESCRIPTOR: ReadonlySet<string> = new Set(['socket', 'socketpair', 'poll', 'ppoll', 'epoll_create', 'epoll_create1', 'pidfd_open',
  'fork', 'vfork', 'clone', 'clone3', 'execve', 'execveat', 'unshare', 'exit', 'exit_group', 'restart_syscall', 'close_range',
  'io_uring_setup', 'pidfd_getfd', 'pidfd_send_signal', 'setns']);

/** Calls that keep the same pieces. */
export interface Group { wanted: Wanted; number: number }

/** The groups with pieces, and the flags of each call by its number. `data`: bytes to keep of each call. */
export function flagTable(calls: readonly string[], data: number): { groups: Group[]; flags: Map<number, number> } {
  const groups = new Map<string, Group>();
  const flags = new Map<number, number>();
  for (const [number, name] of namesByNumber(calls)) {
    const wanted = wantedOf(name, data);
    const key = JSON.stringify([wanted.pieces, wanted.about !== null]);
    const group = groups.get(key) ?? { wanted, number: groups.size + 1 };
    if (wanted.pieces.length > 0) groups.set(key, group);
    flags.set(number, FLAG.followed | (NO_DESCRIPTOR.has(name) ? 0 : FLAG.walk) | (wanted.matters === 'sockets' ? FLAG.sockets : 0)
      | (wanted.matters === 'known' ? FLAG.known : 0) | (wanted.about === 'first' ? FLAG.aboutFirst : 0)
      | (wanted.about === 'result' ? FLAG.aboutResult : 0) | (name === ROOM.call ? FLAG.room : 0)
      | (wanted.pieces.length > 0 ? group.number << FLAG.group : 0));
  }
  return { groups: [...groups.values()], flags };
}
