/** What an ordinary user sees: all of their own, the rest counted. */
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoff } from './support/cli.ts';
import { type Started, startProgram } from './support/started.ts';
import type { CaptureHeader } from '../../app/shared/live/capture.ts';
import type { SocketLine } from '../../app/shared/live/file-format.ts';

const NOBODY = 65_534;
let mine: Started;
let others: Started;

const listens = (uid: number | undefined): Started => startProgram(process.execPath, ['-e',
  'process.stdin.resume(); '
    + 'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port) });',
], { cwd: '/', ...(uid === undefined ? {} : { uid }) });
const portOf = async (program: Started): Promise<number> => Number(/\d+/.exec(await program.says(/^port/))![0]);

beforeAll(() => {
  if (process.getuid?.() !== 0) throw new Error('These tests become another user, which only root may');
  mine = listens(NOBODY);
  others = listens(undefined);
});
afterAll(() => Promise.all([mine.stop(), others.stop()]));

describe('as an ordinary user', () => {
  it('own processes are complete, others are counted as hidden, and the tier has its reason', async () => {
    const [port, hiddenPort] = [await portOf(mine), await portOf(others)];
    const { code, out } = handoff(['scan', '--json'], { uid: NOBODY });
    expect(code).toBe(0);
    const { capture, sockets } = JSON.parse(out) as { capture: CaptureHeader; sockets: SocketLine[] };
    expect(capture.tier).toBe('proc');
    expect(capture.why).toBe('The BPF tier is not available. It needs CAP_BPF and CAP_PERFMON, or root.');
    expect(capture.user.id).toBe(NOBODY);
    expect(sockets.find((s) => s.localPort === port)?.holders).toMatchObject([{ pid: mine.pid }]);
    expect(sockets.find((s) => s.localPort === port)?.watchers).toMatchObject([{ stale: false, instance: [{ pid: mine.pid }] }]);
    const hidden = sockets.find((s) => s.localPort === hiddenPort);
    expect(hidden).toMatchObject({ state: 'listening', holders: [], acceptor: 'hidden' });
    expect(hidden?.inode).not.toBe('');
    expect(capture.hidden.processes).toBeGreaterThan(0);
    expect(capture.hidden.descriptors).toBeGreaterThan(capture.hidden.processes);
    expect(capture.hidden.sockets).toBeGreaterThan(0);
  });

  it('who reports a hidden holder and the user of the socket, and exits with 3', async () => {
    const { code, out } = handoff(['who', String(await portOf(others))], { uid: NOBODY });
    expect(code).toBe(3);
    expect(out).toContain('has no holder that user nobody can see');
    expect(out).toContain('It belongs to root.');
    expect(out).toContain('run as root to see them');
  });

  it('a port with connections that have no holder, such as TIME_WAIT, has none that is hidden', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer((socket) => { socket.end(); }).listen(0, '127.0.0.1', () => {
        const { port: listening } = server.address() as { port: number };
        const client = connect(listening, '127.0.0.1').resume().once('close', () => { server.close(() => { resolve(listening); }); });
        client.once('end', () => { client.end(); });
      });
    });
    const { code, out } = handoff(['who', String(port)], { uid: NOBODY });
    expect([code, out]).toEqual([0, expect.stringContaining('has no holder. The system keeps it for a minute after the close')]);
  });

  it('the BPF tier, when asked for, is refused with the reason and exit code 3', () => {
    const { code, err } = handoff(['scan', '--tier', 'bpf'], { uid: NOBODY });
    expect([code, err]).toEqual([3, expect.stringContaining('It needs CAP_BPF and CAP_PERFMON, or root.')]);
  });
});

it('root sees both, and why', async () => {
  const { out } = handoff(['scan', '--json', `pid:${mine.pid}`]);
  const { capture, sockets } = JSON.parse(out) as { capture: CaptureHeader; sockets: SocketLine[] };
  expect(capture.hidden.processes).toBe(0);
  expect(sockets.map((s) => s.localPort)).toContain(await portOf(mine));
  expect(capture.why).not.toBe('');
});

