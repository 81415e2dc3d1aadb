/** Values with which a scenario could reach something that its session did not make, in every spelling that could slip by. */
import { type Random, pick } from '../mutate.ts';
import type { Offered } from './bystander.ts';

export interface Victims extends Offered {
  /** The folder of the bystander's unix sockets. */
  folder: string;
  /** The process that runs the sessions, and the one that started it. */
  host: number;
  parent: number;
}

const portOf = (address: string): string => /:(\d+)$/.exec(address)?.[1] ?? '0';

/** Numbers of processes, and what the system would take for them. */
export function foreignPid(random: Random, { pid, host, parent }: Victims): unknown {
  if (random() < 0.5) return pick(random, [pid, pid, -pid, parent, 2 ** 32 + pid, -(2 ** 32) + pid, '$main', host]);
  return pick<() => unknown>(random, [
    () => pid, () => -pid, () => 2 ** 32 + pid, () => -(2 ** 32) + pid, () => 2 ** 48 + pid, () => 3 * 2 ** 32 - pid, () => 2 ** 53 + 1,
    () => 2 ** 63, () => 1e300,
    () => pid + 0.5, () => String(pid), () => `0x${pid.toString(16)}`, () => ` ${pid}`, () => [pid], () => parent, () => 1, () => -1,
    () => host, () => -host,
    () => '$n', () => '$t', () => '$v', () => '$constructor', () => '$main', () => null, () => true, () => 0,
  ])();
}

/** Numbers of descriptors: of the bystander, of this program, of none. */
export function foreignNumber(random: Random, { secrets }: Victims): unknown {
  const numbers = Object.keys(secrets).map(Number);
  if (random() < 0.7)
    return pick<() => number>(random,
      [() => pick(random, numbers), () => pick(random, numbers), () => Math.floor(random() * 40), () => 3])();
  return pick<() => unknown>(random, [ () => 2, () => 1, () => 2 ** 32 + 3, () => 2 ** 32 + pick(random, numbers),
    () => -1, () => -100, () => 2 ** 31, () => 2 ** 53 + 1, () => 3.5, () => '3', () => '$n', () => '$t', () => '$v', () => '$toString',
    () => null,
  ])();
}

/** Addresses of the bystander, and names beside its own. */
export function foreignAddress(random: Random, { addresses, folder, pid }: Victims): string {
  const port = portOf(addresses[pick(random, ['tcp4', 'tcp4', 'anyTcp', 'tcp6', 'udp4', 'anyUdp', 'udp6'])]!);
  const path = addresses[pick(random, ['path', 'path', 'pathDgram', 'packets'])]!;
  const abstract = addresses[pick(random, ['abstract', 'abstract', 'abstractDgram', 'autobound'])]!;
  if (random() < 0.6)
    return pick(random,
      [`127.0.0.1:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, `127.0.0.2:${port}`, path, path, abstract, abstract, `${folder}/link`,
        `${folder}/made-by-a-scenario`, '/tmp/made-by-a-scenario', '@made-by-a-scenario']);
  return pick<() => string>(random, [
    () => `127.1:${port}`, () => `127.0.0.2:${port}`, () => `127.255.255.254:${port}`, () => `2130706433:${port}`,
    () => `0x7f000001:${port}`,
    () => `0177.0.0.1:${port}`, () => `127.000.000.001:${port}`, () => `::1:${port}`, () => `[::ffff:127.0.0.1]:${port}`,
    () => `[::ffff:7f00:1]:${port}`,
    () => `[0:0:0:0:0:0:0:1]:${port}`, () => `[::1%lo]:${port}`, () => `[::]:${port}`, () => `0.0.0.0:${port}`, () => `0:${port}`,
    () => `localhost:${port}`, () => `LOCALHOST:${port}`, () => `localhost.:${port}`,
    () => `127.0.0.1:0${port}`, () => `127.0.0.1:${Number(port) + 65_536}`, () => ` 127.0.0.1:${port}`, () => `127.0.0.1:${port} `,
    () => `127.0.0.1:${port}\n`, () => `127.0.0.1:${port}\u0000`, () => `127.0.0.1:+${port}`,
    () => `tcp://127.0.0.1:${port}`, () => `127.0.0.1:${port}/x`, () => `user@127.0.0.1:${port}`, () => `10.0.0.1:${port}`,
    () => '127.0.0.1', () => '',
    () => `/tmp/../${path}`, () => path.replace('/tmp/', '/tmp//'), () => `/proc/${pid}/root${path}`,
    () => `/proc/self/cwd/../../../../../../..${path}`, () => `${folder}/link`,
    () => `${folder}/loop/loop/loop/stream`, () => `${path}\u0000`, () => `${path}\u0000.handoff`, () => `.${path}`,
    () => `../../../../..${path}`, () => `unix:${path}`, () => `file://${path}`,
    () => `${abstract}\u0000`, () => `@@${abstract.slice(1)}`, () => `\u0000${abstract.slice(1)}`,
    () => '/tmp/a/../made-by-a-scenario', () => '/tmp/handoff-x/../made-by-a-scenario', () => `/tmp/${'x'.repeat(95)}`,
    () => `/tmp/${'y'.repeat(200)}`,
    () => '/dev/shm/made-by-a-scenario', () => 'made-by-a-scenario', () => '$t', () => '$n', () => '$__proto__', () => '$main',
  ])();
}

/** Ways in which a message could go. */
export function foreignCarrier(random: Random, victims: Victims): unknown {
  if (random() < 0.7) return pick(random, ['ipc', 'pipe', 'file']);
  return pick<() => unknown>(random, [
    () => `file:${victims.folder}/carried`, () => `unix:${victims.addresses['path']}`, () => `pipe:${victims.folder}/pipe`,
    () => 'file:../../tmp/carried', () => '__proto__',
    () => ['file', '/tmp/carried'], () => ({ file: '/tmp/carried' }),
  ])();
}

/** Names that objects have already. */
export const oddName = (random: Random): string => pick(random, [
  '__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'main', 'a', 'b', 'nobody', 'client', 'main/t', 'a/t',
  'a/constructor', '1', '../a', '', 'A'.repeat(33), '\u0000', '$a', 'a\n',
]);
