/** Port ranges that Windows reserves, for Hyper-V for instance: bind fails with WSAEACCES, and no process holds a socket. */
import { spawnSync } from 'node:child_process';

const NETSH = ['interface', 'ipv4', 'show', 'excludedportrange'];

/** One sentence per protocol whose reserved ranges contain the port. */
export function excludedPort(port: number, output: (protocol: string) => string = ask): string[] {
  return ['tcp', 'udp'].flatMap((protocol) => rangesIn(output(protocol)).filter(([from, to]) => from <= port && port <= to)
    .map(([from, to]) => `Windows reserves the ${protocol.toUpperCase()} ports ${from} to ${to}: bind fails with WSAEACCES (10013). `
      + `"netsh ${NETSH.join(' ')} protocol=${protocol}" lists the ranges.`));
}

/** The rows are two numbers, in every language; an asterisk marks ranges that an administrator has reserved. */
function rangesIn(text: string): [from: number, to: number][] {
  return [...text.matchAll(/^ *(\d+) +(\d+) *\*? *\r?$/gm)].map(([, from, to]) => [Number(from), Number(to)]);
}

function ask(protocol: string): string {
  return spawnSync('netsh', [...NETSH, `protocol=${protocol}`], { encoding: 'latin1', windowsHide: true }).stdout ?? '';
}
