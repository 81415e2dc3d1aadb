/** Why a port that no socket has can still be refused to a program; ip(7), Documentation/networking/ip-sysctl.rst. */
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { capabilities } from './bpf/available.ts';

const CAP_NET_BIND_SERVICE = 10n;
const FOLDER = '/proc/sys/net/ipv4';

/** One sentence per reason; empty for most ports. `system`: the release of the kernel. */
export function reservedPort(port: number, system = release()): string[] {
  const lowest = Number(textOf('ip_unprivileged_port_start') || 1024);
  const reasons: string[] = [];
  if (port < lowest && (capabilities() >> CAP_NET_BIND_SERVICE & 1n) === 0n) {
    reasons.push(`This user cannot bind it (EACCES): ports below ${lowest} need CAP_NET_BIND_SERVICE `
      + `(net.ipv4.ip_unprivileged_port_start).`);
  }
  const inRange = textOf('ip_local_reserved_ports').split(',').some((range) => {
    const [from = NaN, to = from] = range === '' ? [] : range.split('-').map(Number);
    return from <= port && port <= to;
  });
  if (inRange)
    reasons.push('The system never chooses it for a program (net.ipv4.ip_local_reserved_ports); a program can bind it by its number.');
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(system) ?? [];
  if (Number(major) < 6 || (Number(major) === 6 && Number(minor) < 8)) {
    reasons.push('A TCP socket that is bound, but neither listens nor is connected, is in no table before Linux 6.8: one can have this '
      + 'port. "handoff scan kind:tcp state:unknown" lists sockets whose port is not known.');
  }
  if (/microsoft/i.test(system)) {
    reasons.push('This is WSL, which does not show the sockets of Windows: there, "netstat -ano" lists them, and '
      + '"netsh interface ipv4 show excludedportrange protocol=tcp" the reserved ports.');
  }
  return reasons;
}

function textOf(name: string): string {
  try {
    return readFileSync(`${FOLDER}/${name}`, 'latin1').trim();
  } catch {
    return '';
  }
}
