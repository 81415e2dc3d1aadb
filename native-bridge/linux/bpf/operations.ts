/** Addresses of the kernel's operations of epoll instances and pidfds, read from descriptors of this process. */
import { libc, libcCall } from '../bindings.ts';
import type { Btf } from '../live/bpf/btf.ts';
import { Collected, collect } from '../live/bpf/collect.ts';
import { BpfIterator } from '../live/bpf/load.ts';
import { assemble } from '../live/bpf/program.ts';
import { ownNamespace } from '../live/machine.ts';

/** asm/unistd.h of every architecture. */
const NR_PIDFD_OPEN = 434;
/** The inventory leaves out the upper bits of addresses, which all of the kernel's have. */
const UPPER = 0xffffn << 48n;

/** @throws BpfRefused, or Error if the kernel does not show them. */
export function knownOperations(btf: Btf): bigint[] {
  const [epoll, pidfd] = [Number(libc().epoll_create1(0)), Number(libc().syscall(NR_PIDFD_OPEN, process.pid, 0, 0, 0, 0))];
  const iterator = new BpfIterator(assemble(btf, ownNamespace()), btf.functionId('bpf_iter_task_file'));
  try {
    const found = new Collected();
    collect(iterator, found);
    return [epoll, pidfd].map((number) => {
      const row = found.files.find(({ tgid, descriptor }) => tgid === process.pid && descriptor === number);
      if (!row) throw new Error('The kernel does not list the descriptors of this process');
      return BigInt(row.operations) | UPPER;
    });
  } finally {
    iterator.close();
    for (const number of [epoll, pidfd]) libcCall('int close(int fd)')(number);
  }
}
