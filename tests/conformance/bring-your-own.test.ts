import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { give } from '../../app/main/services/external-process/give.ts';
import { parseEndpoint } from '../../app/main/services/external-process/place.ts';
import { take } from '../../app/main/services/external-process/take.ts';
import { encodeBlobFrame } from '../../app/shared/external-process/frame.ts';
import { client, compile, start, type Running } from '../support/clients.ts';
import { outForOthers } from '../support/others-out.ts';
import { OUT } from '../support/providers.ts';

// Sockets given to programs that are not ours, and taken from them, over a unix socket.

const folder = mkdtempSync(join(tmpdir(), 'handoff-own-'));
const running: Running[] = [];
let places = 0;

afterEach(() => {
  for (const { child } of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newPath = (): string => join(folder, `place-${places++}`);

function launch(command: string, ...args: string[]): Running {
  const program = start(command, args, folder);
  running.push(program);
  return program;
}

const handoff = (...args: string[]): Running => launch(process.execPath, join(OUT, 'cli.js'), ...args);

const HELLO = 'hello from my process';

describe('a connection for a program that is not ours', () => {
  it.each([
    ['in C', () => compile('gcc', 'take_unix.c', folder), [] as string[]],
    ['in Python', () => 'python3', [client('take_unix.py')]],
  ])('%s: it sends on the connection, and the other end ends with its last holder', async (_language, program, args) => {
    const path = newPath();
    const taker = launch(program(), ...args, path);
    const [, pid] = await taker.says(/process (\d+) waits/);
    const giver = handoff('give', '--to', `unix:${path}`, '--pid', pid!);

    await giver.says(new RegExp(`taken by process ${pid}`));
    await giver.says(new RegExp(`received "${HELLO}"`));
    expect(await taker.ended).toBe(0);
    // The program has ended; our descriptor alone keeps the connection open until we are told to close it.
    await giver.says(/keeps its descriptor open/);
    expect(giver.text()).toContain(`held by process ${giver.child.pid} (this one)`);
    giver.child.stdin!.end('\n');
    expect(await giver.ended).toBe(0);
    expect(giver.text()).toMatch(/descriptor \d+ of this process is closed/);
    expect(existsSync(path)).toBe(false);
  });

  it('continues while another process holds it after ours is closed', async () => {
    const path = newPath();
    const taker = handoff('take', '--from', `unix:${path}`);
    await taker.says(/process \d+ waits/);
    const giver = handoff('give', '--to', `unix:${path}`);
    await giver.says(new RegExp(`held by process ${taker.child.pid} \\(node\\), descriptor`));
    giver.child.stdin!.end();
    await giver.says(/is closed/);
    expect(giver.child.exitCode).toBeNull();
    taker.child.stdin!.write('\n');
    expect(await taker.ended).toBe(0);
    expect(await giver.ended).toBe(0);
  });

  it('is kept after the end of the input with --keep, until a signal', async () => {
    const path = newPath();
    const taker = handoff('take', '--from', `unix:${path}`);
    await taker.says(/waits/);
    const giver = handoff('give', '--to', `unix:${path}`, '--keep');
    giver.child.stdin!.end();
    await giver.says(/keeps its descriptor open/);
    taker.child.stdin!.end();
    expect(await taker.ended).toBe(0);
    expect(giver.child.exitCode).toBeNull();
    giver.child.kill('SIGINT');
    expect(await giver.ended).toBe(0);
    expect(giver.text()).toMatch(/is closed/);
  });
});

describe('handoff take', () => {
  it('reports a listening socket', async () => {
    const path = newPath();
    const taker = handoff('take', '--from', `unix:${path}`);
    await taker.says(/waits/);
    const giver = handoff('give', '--to', `unix:${path}`, '--listen', '127.0.0.1:0');
    const [, address] = await giver.says(/local (127\.0\.0\.1:\d+)/);
    const [said] = await taker.says(/descriptor .*/);
    expect(said)
      .toMatch(
      new RegExp(`^descriptor \\d+ from process ${giver.child.pid}: AF_INET SOCK_STREAM listening, local ${address}, remote none$`));
  });

  it('reports a received connection to a server of another program', async () => {
    const server = createServer();
    await new Promise<void>((done) => { server.listen(0, '127.0.0.1', done); });
    const { port } = server.address() as AddressInfo;
    const path = newPath();
    const taker = handoff('take', '--from', `unix:${path}`);
    await taker.says(/waits/);
    handoff('give', '--to', `unix:${path}`, '--connect', `127.0.0.1:${port}`);
    const [said] = await taker.says(/descriptor .*/);
    expect(said).toMatch(new RegExp(`AF_INET SOCK_STREAM, local 127\\.0\\.0\\.1:\\d+, remote 127\\.0\\.0\\.1:${port}$`));
    server.close();
  });

  it.each([
    ['a wrong magic', 'HANDOFF9', 1, 'does not begin with HANDOFF1'],
    ['too few bytes', 'HAND', 1, 'has 4 bytes, not 8'],
    ['too many bytes', 'HANDOFF1x', 1, 'more than 8 bytes, not 8'],
    ['no descriptor', 'HANDOFF1', 0, 'it has no descriptor'],
    ['two descriptors', 'HANDOFF1', 2, 'it has more than one descriptor'],
  ])('refuses %s, answers EINVAL and closes the received descriptors', async (_what, text, count, message) => {
    const path = newPath();
    const before = readdirSync('/proc/self/fd').length;
    const sender = [
      'import os, socket, sys', 's = socket.socket(socket.AF_UNIX)', 's.connect(sys.argv[1])',
      'socket.send_fds(s, [sys.argv[2].encode()], [socket.socket().detach() for _ in range(int(sys.argv[3]))])',
      'print("answered", s.recv(16).hex(), flush=True)',
    ].join('\n');
    let python: Running | undefined;
    const taken = take(parseEndpoint(`unix:${path}`, '--from'),
      () => { python = launch('python3', '-c', sender, path, text, String(count)); }, AbortSignal.timeout(30_000));
    await expect(taken).rejects.toThrow(message);
    expect(await python!.ended).toBe(0);
    expect(python!.text()).toContain('answered 4516000000');
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
    expect(existsSync(path)).toBe(false);
  });

  it('refuses a descriptor that is no socket', async () => {
    const path = newPath();
    const sender =
      'import os, socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); socket.send_fds(s, [b"HANDOFF1"], '
        + '[os.open("/dev/null", 0)]); s.recv(16)';
    const taker = handoff('take', '--from', `unix:${path}`);
    await taker.says(/waits/);
    launch('python3', '-c', sender, path);
    expect(await taker.ended).toBe(2);
    expect(taker.text()).toContain('the received descriptor is not a socket: getsockopt failed with ENOTSOCK (88)');
  });
});

it('the client for a Python on Windows is at least Python', () => {
  // None runs under Wine, so nothing here can import with socket.fromshare.
  expect(() => execFileSync('python3',
    ['-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())', client('take_windows.py')])).not.toThrow();
});

describe('handoff decode', () => {
  const blob = Buffer.alloc(628);
  blob.writeInt32LE(2, 76);
  const frame = Buffer.from(encodeBlobFrame({ targetPid: 4711, blob }));
  const asText = blob.toString('hex').replaceAll(/(..)/g, '0x$1, ');

  it.each([
    ['as they are', blob, null], ['as hex digits', Buffer.from(`${blob.toString('hex').toUpperCase()}\n`), null],
    ['as a C initialiser', Buffer.from(`{ ${asText} }`), null], ['in a frame', frame, 4711],
    ['in a frame as hex digits', Buffer.from(frame.toString('hex')), 4711],
  ])('reads 628 bytes %s', async (_how, bytes, targetPid) => {
    const path = newPath();
    writeFileSync(path, bytes);
    const decoder = handoff('decode', path, '--json');
    expect(await decoder.ended, decoder.text()).toBe(0);
    const decoded = JSON.parse(decoder.text()) as { targetPid: number | null;
      fields: { name: string; offset: number; size: number; value: unknown }[] };
    expect(decoded.targetPid).toBe(targetPid);
    expect(decoded.fields.reduce((sum, field) => sum + field.size, 0)).toBe(628);
    expect(decoded.fields.find((field) => field.name === 'iAddressFamily')).toMatchObject({ offset: 76, size: 4, value: 2 });
  });

  it('prints a line for each field, from the standard input too', async () => {
    const decoder = handoff('decode', '-');
    decoder.child.stdin!.end(blob);
    expect(await decoder.ended).toBe(0);
    expect(decoder.text()).toMatch(/^ {4}76 {5}4 {2}iAddressFamily +2 \(0x2\)$/m);
    expect(decoder.text()).toMatch(/^ {4}20 {4}16 {2}ProviderId +00000000-0000-0000-0000-000000000000$/m);
  });

  it.each([
    ['one byte too few', blob.subarray(1), '628 bytes, not 627'],
    ['one digit pair too many', Buffer.from(`${blob.toString('hex')}00`), '628 bytes, not 629'],
    ['nothing', Buffer.alloc(0), '628 bytes, not 0'], ['a frame cut short', frame.subarray(0, 643), 'the frame ends after 643 bytes'],
    ['a text', Buffer.from('not a blob'), '628 bytes, not 10'],
  ])('refuses %s: one message, exit 2', async (_what, bytes, message) => {
    const path = newPath();
    writeFileSync(path, bytes);
    const decoder = handoff('decode', path);
    expect(await decoder.ended).toBe(2);
    expect(decoder.text()).toContain(`handoff: ${path}: `);
    expect(decoder.text()).toContain(message);
    expect(decoder.text().trim().split('\n')).toHaveLength(1);
  });
});

describe('descriptors that cannot be given', () => {
  const gone = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
  writeFileSync(join(folder, 'plain'), '');

  it.each([
    ['a path without a listener', ['--to', 'unix:/nowhere/at/all'], 'unix:/nowhere/at/all: no process listens on it'],
    ['a plain file', ['--to', `unix:${join(folder, 'plain')}`], 'no process listens on it'],
    ['a dead process', ['--to', 'unix:x', '--pid', String(gone)], `no process has the id ${gone}`],
    ['a text for a process id', ['--to', 'unix:x', '--pid', 'me'], '"me" is not a process id'],
    ['no place', [], 'no place named'],
    ['a place of no known kind', ['--to', 'port:80'], '"port:80" is not a place'],
    ['a pipe, which is for Windows', ['--to', 'pipe:x'], 'on Linux use unix:PATH'],
    ['an address beyond the loopback', ['--to', 'unix:x', '--connect', '192.0.2.1:80'], 'is not a loopback address'],
    ['a port that does not exist', ['--to', 'unix:x', '--listen', '127.0.0.1:70000'], 'not an address'],
    ['an address where nobody is', ['--to', 'unix:x', '--connect', '127.0.0.1:1'], 'connect failed with ECONNREFUSED (111)'],
    ['two requests', ['--to', 'unix:x', '--connect', '127.0.0.1:1', '--listen', '127.0.0.1:0'],
      '--listen and --connect exclude each other'],
    ['a limit of no time', ['--to', 'unix:x', '--wait', '0'], '"0" is not a valid number of seconds'],
  ])('%s: one message, exit 2', async (_what, args, message) => {
    const giver = handoff('give', ...args);
    expect(await giver.ended).toBe(2);
    expect(giver.text()).toContain(message);
    expect(giver.text().trim().split('\n').filter((line) => /^handoff( give)?: /.test(line))).toHaveLength(1);
  });

  it('a process of another user: exit 3', async () => {
    // Root may do anything, so this is asked as nobody where the tests run as root.
    const root = process.getuid?.() === 0;
    const options = root ? { uid: 65_534 } : {};
    const giver = start(process.execPath, [join(root ? outForOthers() : OUT, 'cli.js'), 'give', '--to', 'unix:x', '--pid', '1'], '/',
      { ...options, out: folder });
    expect(await giver.ended).toBe(3);
    expect(giver.text()).toBe('handoff: process 1 belongs to another user: the system does not allow a handoff to it.\n');
  });

  it('another process listens than was named: nothing is sent', async () => {
    const path = newPath();
    const taker = handoff('take', '--from', `unix:${path}`);
    await taker.says(/waits/);
    const giver = handoff('give', '--to', `unix:${path}`, '--pid', String(process.pid));
    expect(await giver.ended).toBe(2);
    expect(giver.text()).toContain(`process ${taker.child.pid} listens on it, not ${process.pid}`);
    expect(await taker.ended).toBe(2);
    expect(taker.text()).toContain('the message has 0 bytes, not 8');
  });

  it.each([
    ['hangs up', 'pass', 'closed the connection without an answer'],
    ['answers an error', 's.send(b"E" + (24).to_bytes(4, "little"))', 'it answered EMFILE (24)'],
    ['answers nonsense', 's.send(b"ok")', 'which is neither "K" nor "E"'],
  ])('a process that %s leaves nothing open here', async (_what, answer, message) => {
    const path = newPath();
    const taker = launch('python3', '-c', [
      'import socket, sys', 'd = socket.socket(socket.AF_UNIX)', 'd.bind(sys.argv[1])', 'd.listen(1)', 'print("waits", flush=True)',
      's, _ = d.accept()', 'socket.recv_fds(s, 8, 1)', answer,
    ].join('\n'), path);
    await taker.says(/waits/);
    const before = readdirSync('/proc/self/fd').length;
    const given = give({ pid: null, place: parseEndpoint(`unix:${path}`, '--to'), want: null, signal: AbortSignal.timeout(30_000),
      onMade: () => {}, onData: () => {} });
    await expect(given).rejects.toThrow(message);
    await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before);
  });

  it('reports a timed-out wait and frees the path', async () => {
    const path = newPath();
    const taker = handoff('take', '--from', `unix:${path}`, '--wait', '0.2');
    expect(await taker.ended).toBe(1);
    expect(taker.text()).toContain('no socket arrived within 0.2 s');
    expect(existsSync(path)).toBe(false);
  });

  it('a place that is taken already', async () => {
    const taker = handoff('take', '--from', `unix:${join(folder, 'plain')}`);
    expect(await taker.ended).toBe(2);
    expect(taker.text()).toContain('it already exists');
  });
});
