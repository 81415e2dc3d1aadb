/** Which clients reach which socket of a port, and which binds are refused: the sentence, and the system itself. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoff } from './support/cli.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

/** `only` and its port: 127.0.0.1, and :: with IPV6_V6ONLY. `dual`: ::. `any`: 0.0.0.0, and a UDP socket each for it and 127.0.0.1. */
const PROGRAM = `
  const net = require("net"), udp = require("dgram");
  const listen = (of) => new Promise((done) => { const s = net.createServer().listen(of, () => done(s.address().port)); });
  const bind = (port, address) => new Promise((done) => { const s = udp.createSocket({ type: "udp4", reuseAddr: true });
    s.bind({ port, address }, () => done()); });
  (async () => {
    const only = await listen({ port: 0, host: "127.0.0.1" });
    await listen({ port: only, host: "::", ipv6Only: true });
    const dual = await listen({ port: 0, host: "::" }), any = await listen({ port: 0, host: "0.0.0.0" });
    await bind(any, "0.0.0.0");
    await bind(any, "127.0.0.1");
    net.connect({ port: any, host: "127.0.0.1" }, () => console.log([only, dual, any].join(" ")));
  })();
  process.stdin.resume()`;
let program: Started;
let only: number;
let dual: number;
let any: number;

beforeAll(async () => {
  program = startProgram(process.execPath, ['-e', PROGRAM], { cwd: '/', uid: NOBODY });
  [only, dual, any] = (await program.says(/^\d+ \d+ \d+$/)).split(' ').map(Number) as [number, number, number];
});
afterAll(() => program.stop());

const linesOf = (port: number, { args, uid }: Seer, ...more: string[]): string[] =>
  handoff(['who', String(port), ...args, ...more], uid === undefined ? {} : { uid }).out.split('\n').map((l) => l.trim());
const reachIn = (lines: readonly string[]): string[] => lines.filter((l) => l.includes('reach it')).sort();

function binds(host: string, port: number, ipv6Only = false): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().once('error', ({ code }: NodeJS.ErrnoException) => { resolve(code ?? ''); });
    server.listen({ host, port, ipv6Only }, () => { server.close(() => { resolve('bound'); }); });
  });
}

describe.each(SEERS)('seen by %s', (_name, seer) => {
  it('one address, and all of IPv6 only', () => {
    expect(reachIn(linesOf(only, seer))).toEqual([
      'Clients of every local IPv6 address reach it. A further bind of the port to any IPv6 address is refused (EADDRINUSE), unless both '
      + 'sockets set SO_REUSEPORT (P19).',
      `Only clients of 127.0.0.1:${only} reach it. A further bind of the port to 127.0.0.1, to 0.0.0.0, or to [::] without IPV6_V6ONLY is `
      + 'refused (EADDRINUSE), unless both sockets set SO_REUSEPORT (P19).',
    ]);
  });

  it('dual stack', () => {
    expect(reachIn(linesOf(dual, seer))).toEqual([
      'Clients of every local address, IPv4 and IPv6, reach it. A further bind of the port to any address is '
      + 'refused (EADDRINUSE), unless both sockets set SO_REUSEPORT (P19).']);
  });

  it('all of IPv4; of UDP sockets, the one with the nearer address gets the packets; each group has a heading', () => {
    const lines = linesOf(any, seer, '--all');
    expect(lines.filter((l) => /^(listeners|bound|connections)/.test(l)))
      .toEqual(['listeners', 'bound sockets', 'connections to this port']);
    const refused = 'A further bind of the port to any IPv4 address, or to [::] without IPV6_V6ONLY, is refused (EADDRINUSE), unless both '
      + 'sockets set SO_REUSEPORT';
    expect(reachIn(lines)).toEqual([
      `Clients of every local IPv4 address reach it, except those of 127.0.0.1:${any}. ${refused} or SO_REUSEADDR (P19).`,
      `Clients of every local IPv4 address reach it. ${refused} (P19).`,
      `Only clients of 127.0.0.1:${any} reach it. A further bind of the port to 127.0.0.1, to 0.0.0.0, or to [::] without IPV6_V6ONLY is `
      + 'refused (EADDRINUSE), unless both sockets set SO_REUSEPORT or SO_REUSEADDR (P19).',
    ]);
  });
});

it('a TCP socket that is only bound has no clients', async () => {
  const bound = startProgram('python3', ['-c', 'import socket, sys\ns = socket.socket()\ns.bind(("127.0.0.1", 0))\n'
    + 'print(s.getsockname()[1], flush=True)\nsys.stdin.read()'], { cwd: '/', uid: NOBODY });
  const port = Number(await bound.says(/^\d+$/));
  const seen = SEERS.map(([, seer]) => linesOf(port, seer));
  await bound.stop();
  expect(seen.filter((lines) => lines.some((line) => line.includes(`127.0.0.1:${port}`)))).not.toEqual([]);
  expect(seen.flatMap(reachIn)).toEqual([]);
});

it('the system refuses and permits the same binds', async () => {
  expect(await Promise.all([binds('127.0.0.1', only), binds('0.0.0.0', only), binds('::1', only), binds('127.0.0.1', dual),
    binds('::1', dual), binds('127.0.0.1', any), binds('::', any)])).toEqual(Array(7).fill('EADDRINUSE'));
  expect([await binds('127.0.0.2', only), await binds('::1', any), await binds('::', any, true)]).toEqual(Array(3).fill('bound'));
});
