/** Sockets that no descriptor in the table of a process refers to: each has its own sentence. */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelServices } from '../../native-bridge/linux/live/kernel-services.ts';
import { handoff, type Said } from './support/cli.ts';
import { play } from './support/scene.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

interface Made { pid: number; port: number; tid: number; fd: number; ring: number; carrier: number }
const SCENES = ['own-table', 'ring', 'in-flight', 'blocked-call', 'backlog'] as const;
const running: Started[] = [];
let made: Record<(typeof SCENES)[number], Made>;

beforeAll(async () => {
  made = Object.fromEntries(await Promise.all(SCENES.map(async (scene) =>
    [scene, await play<Made>(running, scene, { uid: NOBODY })] as const))) as typeof made;
});
afterAll(() => Promise.all(running.map((p) => p.stop())));

/** The second line is the reason. */
function reason({ args, uid }: Seer, target: string | number, ...more: readonly string[]): Said & { why: string } {
  const said = handoff(['who', String(target), ...args, ...more], uid === undefined ? {} : { uid });
  return { ...said, why: said.out.split('\n')[1]?.trim() ?? '' };
}
/** How the sentence begins; other programs of this machine can be possible places, too. */
const START = {
  found: /^TCP \S+ listens because /, user: /^TCP \S+ has no holder that user nobody can see; .* It can also be held by /,
  root: /^TCP \S+ is open, but no process has a descriptor for it\. (One place is left|It is in one of these places): /,
};
const isUser = ({ uid }: Seer): boolean => uid !== undefined;

describe.each(SEERS)('seen by %s', (name, seer) => {
  it('a thread with its own descriptor table is named', () => {
    const { pid, tid, port, fd } = made['own-table'];
    const { code, why, out } = reason(seer, port);
    expect([code, why]).toEqual([0, `TCP 127.0.0.1:${port} listens because node (${pid}) thread ${tid} as descriptor ${fd} holds it: `
      + 'it closes when that descriptor is closed.']);
    expect(out).toContain(`node (${pid}) thread ${tid}`);
  });

  it('a file registered with an io_uring is named with its ring and slot', () => {
    const { pid, port, ring } = made.ring;
    const { code, why } = reason(seer, port);
    expect([code, why]).toEqual([0, `TCP 127.0.0.1:${port} listens because node (${pid}) has registered it with an io_uring: `
      + `slot 1 of ring ${ring}. It closes when the slot is cleared or the ring is closed.`]);
  });

  it('a transfer in a queue is named with the queue and its holder', () => {
    const { pid, port, carrier } = made['in-flight'];
    const { code, why, out } = reason(seer, port);
    const inode = /unix socket (\d+)/.exec(out)?.[1];
    const queue = `the receive queue of unix socket ${inode}, held by node (${pid}) as descriptor ${carrier}`;
    const sentence = name.includes('bpf') ? `TCP 127.0.0.1:${port} listens because it is in flight in ${queue}. `
      + 'It closes if that queue is closed before a process receives it.' : queue;
    expect([code, why]).toEqual([isUser(seer) ? 3 : 0, expect.stringContaining(sentence)]);
    expect(why).toMatch(START[isUser(seer) ? 'user' : name.includes('bpf') ? 'found' : 'root']);
  });

  it('a call that is blocked on a closed number is named', () => {
    const { pid, tid, port, fd } = made['blocked-call'];
    const { code, why } = reason(seer, port);
    const call = `the call accept4 of node (${pid}) thread ${tid}, which waits on number ${fd}, although that number is closed`;
    expect([code, why]).toEqual([isUser(seer) ? 3 : 0, expect.stringContaining(call)]);
    expect(why).toMatch(START[isUser(seer) ? 'user' : 'root']);
  });

  it('a connection in a backlog is named with its listener and the holder of that', () => {
    const { pid, port, fd } = made.backlog;
    const { code, out } = reason(seer, port, '--all');
    expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`^  TCP 127\\.0\\.0\\.1:${port} to `
      + `127\\.0\\.0\\.1:\\d+ waits in the backlog of TCP 127\\.0\\.0\\.1:${port}, held by node \\(${pid}\\) as descriptor ${fd}\\. `
      + 'The system keeps it until a process accepts it or the connection ends\\.$', 'm'))]);
  });
});

/** Interfaces of the kernel with a UDP port, and the command that gives a port to one that has it only later. */
const TUNNELS: Readonly<Record<string, { options: readonly string[]; port: (name: string, port: string) => string[] }>> = {
  vxlan: { options: ['id', '77', 'dstport', 'PORT'], port: () => ['true'] },
  geneve: { options: ['id', '77', 'remote', '127.0.0.1', 'dstport', 'PORT'], port: () => ['true'] },
  bareudp: { options: ['dstport', 'PORT', 'ethertype', 'ip'], port: () => ['true'] },
  wireguard: { options: [], port: (name, port) => ['wg', 'set', name, 'listen-port', port] },
};

/** Makes an interface with a port for as long as `use` runs. Returns why there is none; null if there was. */
function withTunnel(kind: string, name: string, port: string, use: () => void): string | null {
  const { options, port: give } = TUNNELS[kind]!;
  const added = spawnSync('ip', ['link', 'add', name, 'type', kind, ...options.map((word) => (word === 'PORT' ? port : word))],
    { encoding: 'utf8' });
  if (added.status !== 0) return added.stderr.trim();
  try {
    const [program = '', ...args] = give(name, port);
    const given = spawnSync(program, args, { encoding: 'utf8' });
    if (given.status !== 0) return given.error?.message ?? given.stderr.trim();
    use();
    return null;
  } finally {
    execFileSync('ip', ['link', 'del', name]);
  }
}

for (const [i, kind] of Object.keys(TUNNELS).entries()) {
  const [name, port] = [`hv${i}x${process.pid}`, String(20_000 + (process.pid * 4 + i) % 10_000)];
  const why = withTunnel(kind, name, port, () => undefined);
  const title = why === null ? `a ${kind} port of the kernel is named with the interface` : `not run: a ${kind} port of the kernel: ${why}`;
  it.skipIf(why !== null).each([title])('%s', () => {
    expect(withTunnel(kind, name, port, () => {
      execFileSync('ip', ['link', 'set', name, 'up']);
      for (const [, seer] of SEERS) {
        expect(reason(seer, port).out).toMatch(new RegExp(
          `UDP \\S+:${port} is open because the kernel uses it for ${kind} interface ${name}\\. No process can close it\\.`));
      }
    })).toBeNull();
  });
}

/** Services of the kernel, and where it lists their ports. */
const SERVICES = {
  'the NFS server': '/proc/fs/nfsd/portlist', 'the iSCSI target': '/sys/kernel/config/target/iscsi',
  'the NVMe target': '/sys/kernel/config/nvmet/ports',
};
for (const [service, path] of Object.entries(SERVICES)) {
  const ports = kernelServices().filter(({ port, what }) => port !== null && what.startsWith(service));
  const title = ports.length > 0 ? `a port of ${service} in the kernel is named with it` : `not run: no port of ${service} in ${path}`;
  it.skipIf(ports.length === 0).each([title])('%s', () => {
    for (const { port, what } of ports) expect(reason(SEERS[0]![1], port!).out).toContain(`the kernel uses it for ${what}`);
  });
}

/** A listener behind 300 messages of a queue, which are more than the programs in the kernel follow. */
const LONG_QUEUE = `
import socket, sys
listener, (a, b) = socket.create_server(("127.0.0.1", 0)), socket.socketpair()
port = listener.getsockname()[1]
a.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
for _ in range(300): a.send(b"x")
socket.send_fds(a, [b"y"], [listener.fileno()])
listener.close()
print("port", port, b.fileno(), flush=True)
sys.stdin.read()`;

it.each(SEERS.slice(0, 2))('a transfer at the end of a long queue can be in it, seen by %s', async (name, seer) => {
  const program = startProgram('python3', ['-c', LONG_QUEUE], { cwd: '/', uid: NOBODY });
  running.push(program);
  const [long, carrier] = (await program.says(/^port/)).match(/\d+/g)!;
  const { why } = reason(seer, long);
  expect(why).toMatch(new RegExp(`the receive queue of unix socket \\d+, held by python3 \\(${program.pid}\\) as descriptor ${carrier}`));
  expect(why).toContain(name.includes('bpf') ? 'The queue is too long to be followed to its end.' : 'The BPF tier reads the queues');
});

/** Two listeners of one port, each with connections that no process accepts. */
const SHARED_PORT = `
import socket, sys
def listener(port):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    s.bind(("127.0.0.1", port))
    s.listen(64)
    return s
a = listener(0)
b = listener(a.getsockname()[1])
clients = [socket.create_connection(a.getsockname()) for _ in range(40)]
print("port", a.getsockname()[1], flush=True)
sys.stdin.read()`;

it.each(SEERS)('a connection to a port with two listeners can wait in either backlog, seen by %s', async (_name, seer) => {
  const program = startProgram('python3', ['-c', SHARED_PORT], { cwd: '/', uid: NOBODY });
  running.push(program);
  const shared = (await program.says(/^port/)).slice(5);
  const holder = (fd: number) => `python3 \\(${program.pid}\\) as descriptor ${fd}`;
  expect(reason(seer, shared, '--all').out).toMatch(new RegExp(`^  TCP \\S+ to \\S+ waits in the backlog of one of 2 listeners of `
    + `TCP 127\\.0\\.0\\.1:${shared}, held by (${holder(3)} or by ${holder(4)}|${holder(4)} or by ${holder(3)})\\. The system keeps`, 'm'));
});

it('a port that no socket has can be refused all the same, and the reason is shown', () => {
  const { code, out } = handoff(['who', '7'], { uid: NOBODY });
  expect([code, out]).toEqual([1, expect.stringContaining('No socket is bound to 7.\n\nThis user cannot bind it (EACCES): ports below 1024 '
    + 'need CAP_NET_BIND_SERVICE (net.ipv4.ip_unprivileged_port_start).')]);
  expect(handoff(['who', '7']).out).not.toContain('EACCES');
});
