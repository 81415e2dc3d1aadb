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
    net.connect({ port: any, host: "127.0.0.1" }, () => {
      const mapped = net.connect({ port: dual, host: "127.0.0.1" }, () => console.log([only, dual, any, mapped.localPort].join(" "))); });
  })();
  process.stdin.resume()`;
let program: Started;
let only: number;
let dual: number;
let any: number;
let mapped: number;

beforeAll(async () => {
  program = startProgram(process.execPath, ['-e', PROGRAM], { cwd: '/', uid: NOBODY });
  [only, dual, any, mapped] = (await program.says(/^[\d ]+$/)).split(' ').map(Number) as [number, number, number, number];
});
afterAll(() => program.stop());

const linesOf = (port: number | string, { args, uid }: Seer, ...more: string[]): string[] =>
  handoff(['who', String(port), ...args, ...more], uid === undefined ? {} : { uid }).out.split('\n').map((l) => l.trim());
const reachIn = (lines: readonly string[]): string[] => lines.filter((l) => l.includes('reach it')).sort();

const OTHERWISE = 'both sockets set SO_REUSEPORT and belong to one user (P19).';
const OTHERWISE_UDP = 'both sockets set SO_REUSEADDR, or SO_REUSEPORT and belong to one user (P19).';

function binds(host: string, port: number, ipv6Only = false): Promise<string> {
  return new Promise((resolve) => {
    const server = createServer().once('error', ({ code }: NodeJS.ErrnoException) => { resolve(code ?? ''); });
    server.listen({ host, port, ipv6Only }, () => { server.close(() => { resolve('bound'); }); });
  });
}

describe.each(SEERS)('seen by %s', (_name, seer) => {
  it('one address, and all of IPv6 only', () => {
    expect(reachIn(linesOf(only, seer))).toEqual([
      'Clients of every local IPv6 address reach it. A further bind of the port to any IPv6 address is refused (EADDRINUSE), '
      + `unless ${OTHERWISE}`,
      `Only clients on this machine that connect to 127.0.0.1:${only} reach it. A further bind of the port to 127.0.0.1, to 0.0.0.0, or to `
      + `[::] without IPV6_V6ONLY is refused (EADDRINUSE), unless ${OTHERWISE}`,
    ]);
  });

  it('dual stack', () => {
    expect(reachIn(linesOf(dual, seer))).toEqual([
      'Clients of every local address, IPv4 and IPv6, reach it. A further bind of the port to any address is '
      + `refused (EADDRINUSE), unless ${OTHERWISE}`]);
    const client = `TCP 127.0.0.1:${mapped} to 127.0.0.1:${dual}`;
    const server = `TCP [::ffff:127.0.0.1]:${dual} to [::ffff:127.0.0.1]:${mapped}`;
    const end = (lines: readonly string[]) => lines.find((l) => l.startsWith('The other end'));
    expect(end(linesOf(mapped, seer))).toContain(`The other end, ${server}, is held by node (${program.pid})`);
    expect(end(linesOf(dual, seer, '--all'))).toContain(`The other end, ${client}, is held by node (${program.pid})`);
    const listeners = (host: string) => linesOf(`${host}:${only}`, seer).filter((l) => l.startsWith('TCP') && l.includes(', listening'));
    expect(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]'].map((host) => listeners(host).map((l) => /^TCP (\S+):/.exec(l)?.[1])))
      .toEqual([['127.0.0.1'], ['[::]'], ['127.0.0.1']]);
  });

  it('all of IPv4; of UDP sockets, the one with the nearer address gets the packets; each group has a heading', () => {
    const lines = linesOf(any, seer, '--all');
    expect(lines.filter((l) => /^(listeners|bound|connections)/.test(l)))
      .toEqual(['listeners', 'bound sockets', 'connections to this port']);
    const refused = 'A further bind of the port to any IPv4 address, or to [::] without IPV6_V6ONLY, is refused (EADDRINUSE), unless ';
    expect(reachIn(lines)).toEqual([
      `Clients of every local IPv4 address reach it, except those of 127.0.0.1:${any}. ${refused}${OTHERWISE_UDP}`,
      `Clients of every local IPv4 address reach it. ${refused}${OTHERWISE}`,
      `Only clients on this machine that send to 127.0.0.1:${any} reach it. A further bind of the port to 127.0.0.1, to 0.0.0.0, or to `
      + `[::] without IPV6_V6ONLY is refused (EADDRINUSE), unless ${OTHERWISE_UDP}`,
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

/** Binds with SO_REUSEPORT, and says how that ended. */
const SHARES = `
import socket, sys
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
try: s.bind(("127.0.0.1", int(sys.argv[1])))
except OSError as e: print(e.strerror, flush=True)
else:
    s.listen()
    print("port", s.getsockname()[1], flush=True)
sys.stdin.read()`;

it('SO_REUSEPORT is for sockets of one user', async () => {
  const running = [startProgram('python3', ['-c', SHARES, '0'], { cwd: '/', uid: NOBODY })];
  const port = (await running[0]!.says(/^port/)).slice(5);
  for (const uid of [NOBODY, 0]) running.push(startProgram('python3', ['-c', SHARES, port], { cwd: '/', uid }));
  expect(await running[1]!.says(/./)).toBe(`port ${port}`);
  expect(await running[2]!.says(/./)).toBe('Address already in use');
  await Promise.all(running.map((p) => p.stop()));
});

/** In a network namespace with the connected interfaces d0 (192.0.2.1) and d1. Says the port, and the indexes of the interfaces. */
const INTERFACES = `
import socket, sys
def bound(port, host, device=None, family=socket.AF_INET):
    s = socket.socket(family)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if device: s.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device)
    s.bind((host, port))
    s.listen()
    return s
zero, one = bound(0, "0.0.0.0", b"d0"), None
port = zero.getsockname()[1]
one = bound(port, "0.0.0.0", b"d1")
two = bound(0, "::", None, socket.AF_INET6)
three = bound(0, "192.0.2.1")
client = socket.socket()
client.bind(("192.0.2.1", 0))
client.connect(three.getsockname())
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.bind(client.getsockname())
print(port, two.getsockname()[1], three.getsockname()[1], client.getsockname()[1], socket.if_nametoindex("d0"), socket.if_nametoindex("d1"),
      flush=True)
sys.stdin.read()`;
const SETUP = 'ip link set lo up && ip link add d0 type veth peer name d1 && ip addr add 192.0.2.1/24 dev d0 '
  + '&& ip link set d0 up && ip link set d1 up && exec "$@"';

describe('in another network namespace', () => {
  let inside: Started;
  let numbers: [device: number, six: number, one: number, client: number, d0: number, d1: number];
  beforeAll(async () => {
    inside = startProgram('unshare', ['-n', 'sh', '-c', SETUP, 'sh', 'setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups',
      '/usr/bin/python3', '-c', INTERFACES], { cwd: '/' });
    numbers = (await inside.says(/^\d/)).split(' ').map(Number) as typeof numbers;
  });
  afterAll(() => inside.stop());

  it.each(SEERS)('interfaces, IPV6_V6ONLY and connections from the port, seen by %s', (_name, seer) => {
    const [device, six, one, client, d0, d1] = numbers;
    const [user, refused] = [seer.uid !== undefined, 'is refused (EADDRINUSE), unless'];
    const four = `A further bind of the port to any IPv4 address, or to [::] without IPV6_V6ONLY, ${refused}`;
    const [apart, otherwise] = ['both sockets are for different interfaces, or set', 'SO_REUSEPORT and belong to one user (P19).'];
    const unknown = '; whether only those of one interface do is not known (SO_BINDTODEVICE)';
    expect(reachIn(linesOf(device, seer))).toEqual(user
      ? Array(2).fill(`Clients of every local IPv4 address reach it${unknown}. ${four} ${apart} ${otherwise}`)
      : [d0, d1].sort((a, b) => a - b).map((index) => 'Clients of every local IPv4 address that come in through interface '
        + `${index} reach it. ${four} ${apart} ${otherwise}`));
    expect(reachIn(linesOf(six, seer))).toEqual([user
      ? 'Clients of every local IPv6 address reach it; whether those of IPv4 do and whether only those of one interface do is not known '
        + `(IPV6_V6ONLY, SO_BINDTODEVICE). A further bind of the port to any IPv6 address ${refused} ${apart} ${otherwise} `
        + 'Whether one to an IPv4 address is refused is not known.'
      : 'Clients of every local address, IPv4 and IPv6, reach it. A further bind of the port to any address '
        + `${refused} both sockets set ${otherwise}`]);
    expect(reachIn(linesOf(one, seer))).toEqual([`Only clients that connect to 192.0.2.1:${one} reach it${user ? unknown : ''}. `
      + `A further bind of the port to 192.0.2.1, to 0.0.0.0, or to [::] without IPV6_V6ONLY ${refused} `
      + `${user ? apart : 'both sockets set'} ${otherwise}`]);
    const lines = linesOf(client, seer, '--all');
    expect(lines.filter((l) => /^(listeners|bound|connections)/.test(l))).toEqual(['bound sockets', 'connections from this port']);
    expect(lines[lines.indexOf('connections from this port') + 1]).toContain(`TCP 192.0.2.1:${client} to 192.0.2.1:${one}, established`);
  });
});
