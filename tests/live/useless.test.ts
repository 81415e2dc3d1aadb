/** Sockets that are open and of no use, and the other end of connections: with the exact sentence. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outForOthers } from '../support/others-out.ts';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import type { SocketLine } from '../../app/shared/live/file-format.ts';
import { handoff } from './support/cli.ts';
import { play } from './support/scene.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

interface Made { pid: number; port: number; first: number; second: number; client: number; child: number; clientPort: number; fd: number }
const SCENES = ['unread-datagrams', 'left-connection', 'blocking-listener', 'backlog', 'leave-port'] as const;
let folder: string;
const running: Started[] = [];
/** Programs that end before the first test. */
const left: Started[] = [];
let made: Record<(typeof SCENES)[number], Made>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'u-'));
  chmodSync(folder, 0o777);
  await play(running, 'unix-paths', { uid: NOBODY, args: [folder] });
  made = Object.fromEntries(await Promise.all(SCENES.map(async (scene) =>
    [scene, await play<Made>(scene === 'leave-port' ? left : running, scene, { uid: NOBODY })] as const))) as typeof made;
  await Promise.all(left.map((p) => p.stop()));
});
afterAll(async () => {
  await Promise.all(running.map((p) => p.stop()));
  for (const scene of ['left-connection', 'leave-port'] as const) process.kill(made[scene].child, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A connection whose peer has ended it without a byte, under two numbers of one process. */
const ENDED = 'import os, socket, sys; l = socket.create_server(("127.0.0.1", 0)); c = socket.create_connection(l.getsockname()); '
  + 's = l.accept()[0]; os.dup(s.fileno()); c.close(); l.close(); print("port", s.getsockname()[1], flush=True); sys.stdin.read()';

const linesOf = (target: number | string, { args, uid }: Seer, ...more: readonly string[]): string[] =>
  handoff(['who', String(target), ...args, ...more], uid === undefined ? {} : { uid }).out.split('\n').map((l) => l.trim());

describe.each(SEERS)('seen by %s', (_name, seer) => {
  it('datagrams of a SO_REUSEPORT member that no holder reads', () => {
    const { pid, port } = made['unread-datagrams'];
    const hazards = linesOf(port, seer).filter((l) => l.startsWith('hazard'));
    expect(hazards).toHaveLength(2);
    for (const text of hazards) {
      expect(text).toMatch(new RegExp(`^hazard UDP 127\\.0\\.0\\.1:${port} has \\d+ bytes to read; node \\(${pid}\\) holds it, but neither `
        + 'watches it with epoll nor waits in a call that reads\\. It fills up, and further datagrams are dropped\\. '
        + 'About 1 in 2 new clients is sent to it\\. \\(P16, P19\\)$'));
    }
  });

  it('an end of the stream that is unread is no data', async () => {
    const program = startProgram('/usr/bin/python3', ['-c', ENDED], { uid: NOBODY, cwd: '/' });
    running.push(program);
    const [, port] = /^port (\d+)$/.exec(await program.says(/^port/))!;
    expect(linesOf(port!, seer, '--all').filter((line) => line.startsWith('hazard'))).toEqual([
      expect.stringContaining(`is open; python3 (${program.pid}) holds it, but neither watches it with epoll nor waits in a call that `
        + 'reads now. Its peer has ended it and waits for the same from here.')]);
  });

  it('the other end of a connection, from both sides', () => {
    const { pid, port, child, client, clientPort } = made['left-connection'];
    const [here, there] = [`127.0.0.1:${clientPort}`, `127.0.0.1:${port}`];
    expect(linesOf(clientPort, seer)).toContain(`The other end, TCP ${there} to ${here}, is held by sleep (${child}) as descriptor 3 `
      + '(opened here, or passed on by a process that has closed it); it neither reads it nor waits for it.');
    const lines = linesOf(port, seer, '--all');
    expect(lines).toContain(`hazard TCP ${there} to ${here} is open; sleep (${child}) holds it, but neither watches it with epoll nor `
      + 'waits in a call that reads now. Its peer gets no answer, and no end of the stream. (P16, P20; not certain)');
    expect(lines).toContain(
      `The other end, TCP ${here} to ${there}, is held by node (${pid}) as descriptor ${client} `
      + '(opened here, or passed on by a process that has closed it). It gets no data and no end of the stream from here as long as no '
      + 'holder writes and not every holder closes.');
  });

  it('unix sockets whose path was removed or replaced', () => {
    const ends = (name: string) => linesOf(join(folder, name), seer).filter((l) => l.includes(' listens because '))
      .map((l) => l.slice(l.indexOf('closed.') + 7)).sort();
    expect(ends('kept')).toEqual(['']);
    expect(ends('removed')).toEqual([' No client can reach it: the file at its path was removed.']);
    expect(ends('replaced')).toEqual(['', ' No client can reach it: its path leads to another file now, which has replaced it.']);
  });

  it('hazards and reasons in scan, as who has them', () => {
    const { port } = made['unread-datagrams'];
    const args = ['scan', `port:${port}`, 'state:unconnected', '--json', '--hazards', ...seer.args];
    const said = handoff(args, seer.uid === undefined ? {} : seer);
    const { sockets } = JSON_SCHEMAS['handoff-scan-1'].parse(JSON.parse(said.out)) as { sockets: SocketLine[] };
    expect(sockets.map(({ hazards, why }) => [hazards!.map(({ id }) => id), why!.includes('is open because node (')]))
      .toEqual([[['never-read'], true], [['never-read'], true]]);
    const lines = handoff(args.map((arg) => (arg === '--json' ? '--ndjson' : arg)), seer.uid === undefined ? {} : seer).out;
    const same = lines.trimEnd().split('\n').map((line) => JSON.parse(line) as SocketLine).filter((line) => line.hazards !== undefined);
    expect(same.map(({ hazards, why }) => [hazards, why])).toEqual(sockets.map(({ hazards, why }) => [hazards, why]));
  });

  it('a listener that its program has left to a child', () => {
    const { port, child } = made['leave-port'];
    expect(linesOf(port, seer)).toContain(`hazard TCP 127.0.0.1:${port} listens; sleep (${child}) holds it, but neither watches it with `
      + 'epoll nor waits in accept. Clients connect and are not served. (P16)');
  });

  it('a blocking listener behind an event loop', () => {
    const { port } = made['blocking-listener'];
    expect(linesOf(port, seer)).toContain(`hazard An event loop watches TCP 127.0.0.1:${port} through a descriptor in blocking mode: `
      + 'if the connection has ended by then, the call blocks the whole loop. (P12)');
  });
});

it.each([1, 2, 4])('a /proc that hides other users (hidepid=%i) is distinguished from a port without a holder', (hidepid) => {
  const { port } = made.backlog;
  const { status, stdout } = spawnSync('unshare', ['--mount', 'sh', '-c',
    `mount -t proc -o hidepid=${hidepid} proc /proc && exec setpriv --reuid=65533 --regid=65533 --clear-groups "$0" "$@"`, process.execPath,
    join(outForOthers(), 'cli.js'), 'who', String(port)], { encoding: 'utf8', cwd: '/' });
  expect([status, stdout.split('\n')[1]]).toEqual([3, `  TCP 127.0.0.1:${port} has no holder that user 65533 can see; `
    + 'the processes of other users are hidden. It belongs to user 65534. Run as root to see its holder.']);
  expect(stdout).toContain('/proc does not show the processes of other users (hidepid); run as root to see them.');
});
