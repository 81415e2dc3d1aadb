/** Reaches the bystander on purpose, once in every way: what it does not notice then, it would not notice of a scenario either. */
import { writeFileSync } from 'node:fs';
import { LEVEL, SO, SOCKET_FLAGS, TYPE } from '../../../app/shared/calls/constants-linux.ts';
import { libc } from '../../../native-bridge/linux/bindings.ts';
import { encodeSockaddr } from '../../../native-bridge/linux/sockaddr.ts';
import type { World } from './world.ts';

const PIDFD_OPEN = 434;
const PIDFD_GETFD = 438;

/** The ways that went unnoticed. */
export async function unnoticed(world: World, folder: string): Promise<string[]> {
  const { addresses, pid, secrets } = world.offered;
  const missed: string[] = [];
  const reach = async (way: string, expected: RegExp, work: () => void | (() => void), look = () => world.changes()): Promise<void> => {
    const after = work();
    const noticed = await look();
    if (!noticed.some((change) => expected.test(change))) missed.push(`${way}: ${noticed.join('; ') || 'nothing noticed'}`);
    after?.();
    await world.changes();
  };
  for (const [name, address] of Object.entries(addresses)) {
    const type = /udp|gram|autobound/i.test(name) ? 'SOCK_DGRAM' : name === 'packets' ? 'SOCK_SEQPACKET' : 'SOCK_STREAM';
    await reach(name, new RegExp(`to ${name}: `), () => sendTo(type, address.replace('[::]', '[::1]')));
  }
  for (const signal of ['SIGIO', 'SIGUSR2', 'SIGTERM'] as const)
    await reach(signal, new RegExp(signal), () => { process.kill(pid, signal); });
  for (const fd of Object.keys(secrets).map(Number)) {
    const fetch = (): number => Number(libc().syscall(PIDFD_GETFD, Number(libc().syscall(PIDFD_OPEN, pid, 0, 0, 0, 0)), fd, 0, 0, 0));
    await reach(`a copy of ${fd}`, /of the bystander/, () => {
      const copy = fetch();
      return () => { libc().close(copy); };
    }, () => Promise.resolve(world.copies()));
    await reach(`an option of ${fd}`, /state of|descriptor/, () => {
      const copy = fetch();
      libc().setsockopt(copy, LEVEL.SOL_SOCKET, SO.SO_KEEPALIVE, Buffer.from([1, 0, 0, 0]), 4);
      libc().close(copy);
    });
  }
  await reach('a file', /was made/, () => { writeFileSync(`${folder}/made`, ''); });
  await reach('a kill', /has ended/, () => { process.kill(pid, 'SIGKILL'); });
  return missed;
}

function sendTo(type: keyof typeof TYPE, address: string): void {
  const bytes = encodeSockaddr(address);
  const fd = Number(libc().socket(bytes.readUInt16LE(0), TYPE[type] | SOCKET_FLAGS.SOCK_NONBLOCK, 0));
  libc().connect(fd, bytes, bytes.length);
  libc().send(fd, Buffer.from('x'), 1, 0);
  libc().close(fd);
}
