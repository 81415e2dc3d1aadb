/** `handoff watch`: each change at a port, who made it, and with which call, where calls are seen. */
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { JSON_SCHEMAS } from '../../app/main/hosts/cli/json-schemas.ts';
import { outForOthers } from '../support/others-out.ts';
import { NOBODY, SEERS } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

/** Listens; does what it is told by a line: starts a child that holds the socket as 3, closes it, ends the child. */
const LISTENER = `
  const server = require("net").createServer().listen(0, "127.0.0.1", () => { console.log("port " + server.address().port); });
  const fd = () => server._handle.fd;
  let child;
  const acts = {
    share: () => { child = require("child_process").spawn("sleep", ["600"], { stdio: ["ignore", "ignore", "ignore", fd()] });
      console.log("shared " + fd() + " " + child.pid); },
    close: () => { server.close(); },
    end: () => { child.kill("SIGKILL"); },
  };
  require("readline").createInterface({ input: process.stdin }).on("line", (word) => acts[word]());`;
const running: Started[] = [];

afterEach(async () => { await Promise.all(running.splice(0).map((p) => p.stop())); });

function start(command: string, args: readonly string[], uid?: number): Started {
  const program = startProgram(command, args, { cwd: '/', ...(uid === undefined ? {} : { uid }) });
  running.push(program);
  return program;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const numbersIn = (text: string): number[] => [...text.matchAll(/\d+/g)].map(Number);

it.each(SEERS)('each change at a port, as %s', async (_name, { args, uid }) => {
  const bpf = args.includes('bpf');
  const listener = start(process.execPath, ['-e', LISTENER], uid ?? NOBODY);
  const [port] = numbersIn(await listener.says(/^port/));
  const cli = uid === undefined ? resolve('out/main/cli.js') : join(outForOthers(), 'cli.js');
  const watch = start(process.execPath, [cli, 'watch', String(port), ...args], uid);
  /** The next line with this text, without its time. */
  const printed = async (text: string) => (await watch.says(new RegExp(text))).replace(/^\S+ /, '');
  const [socket, node] = [`TCP 127.0.0.1:${port}`, `node (${listener.pid})`];
  expect(await printed('listens')).toContain(`  ${socket} listens, held by ${node} as descriptor `);
  listener.child.stdin!.write('share\n');
  const [fd, child] = numbersIn(await listener.says(/^shared/));
  // The child is still called node for a moment.
  expect((await printed(`is also held by \\S+ \\(${child}\\) as descriptor 3`)).replace('by node', 'by sleep'))
    .toBe(`+ ${socket} is also held by sleep (${child}) as descriptor 3${bpf ? ': dup2' : ''}`);
  listener.child.stdin!.write('close\n');
  expect(await printed(`no longer held by node .${listener.pid}`))
    .toBe(`- ${socket} is no longer held by ${node} as descriptor ${fd}${bpf ? ': close' : ''}`);
  listener.child.stdin!.write('end\n');
  expect(await printed('is closed'))
    .toBe(`- ${socket} is closed, last held by sleep (${child}) as descriptor 3${bpf ? ': the process has ended' : ''}`);
  watch.child.kill('SIGINT');
  await new Promise((done) => { watch.child.once('exit', done); });
  expect(watch.child.exitCode).toBe(0);
});

it('one JSON object per change, refused binds included; other sockets than those of a port are refused', async () => {
  const listener = start(process.execPath, ['-e', LISTENER]);
  const [port] = numbersIn(await listener.says(/^port/));
  const watch = start(process.execPath, [resolve('out/main/cli.js'), 'watch', String(port), '--json', '--tier', 'bpf']);
  await watch.says(/"present"/);
  const other = start(process.execPath, ['-e', `require("net").createServer().on("error", () => {}).listen(${port}, "127.0.0.1")`]);
  await watch.says(/"refused"/);
  listener.child.stdin!.write('close\n');
  await watch.says(/"closed"/);
  const lines = watch.lines.filter((l) => l.startsWith('{')).map((l) => JSON_SCHEMAS['handoff-watch-1'].parse(JSON.parse(l)));
  const { pid } = listener;
  expect(lines.map(({ change, process, call }) => [change, process?.pid, call?.name, call?.result]))
    .toEqual([['present', pid, undefined, undefined], ['refused', other.pid, 'bind', -98], ['closed', pid, 'close', 0]]);
  const wrong = start(process.execPath, [resolve('out/main/cli.js'), 'watch', '/run/x']);
  expect(await wrong.says(/handoff watch/)).toContain('"/run/x" is not a port or address');
});

/** Does each line of its input. `s` listens, and `c` is a bound socket. */
const LINES = `
import os, socket, sys
def bound(port, host="127.0.0.1"):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((host, port))
    return s
def refused(port, host):
    try: socket.socket().bind((host, port))
    except OSError: pass
s = bound(0); s.listen(); c = bound(0)
port = s.getsockname()[1]
print("ports", port, c.getsockname()[1], s.fileno(), flush=True)
for line in sys.stdin:
    exec(line)
    print("did", line, flush=True)`;

describe('with the calls of the whole machine', () => {
  async function watched(...args: string[]) {
    const program = start('python3', ['-c', LINES]);
    const [port, from, fd] = numbersIn(await program.says(/^ports/)) as [number, number, number];
    const watch = start(process.execPath, [resolve('out/main/cli.js'), 'watch', `127.0.0.1:${port}`, ...args]);
    await watch.says(/listens/);
    const does = async (code: string) => {
      program.child.stdin!.write(`${code}\n`);
      await program.says(new RegExp(`^did ${escaped(code)}`));
    };
    const printed = async (text: string) => (await watch.says(new RegExp(text))).replace(/^\S+ /, '');
    return { port, from, fd, watch, does, printed, python: `python3 (${program.pid})` };
  }

  it('a connection is opened, accepted and closed by the calls that did it, and connect counts although it is in progress', async () => {
    const { port, from, does, printed, watch, python } = await watched('--all');
    const client = start(process.execPath, [resolve('out/main/cli.js'), 'watch', String(from), '--all']);
    await client.says(/^\S+ {3}TCP/);
    await does('c.setblocking(False); assert c.connect_ex(s.getsockname()) == 115');
    const [there, here] = [`127.0.0.1:${port}`, `127.0.0.1:${from}`];
    expect(await client.says(/ is established/)).toContain(`TCP ${here} to ${there} is established: connect of ${python}`);
    expect(await printed('established')).toBe(`+ TCP ${there} to ${here} is established, no visible holder`);
    await does('d, _ = s.accept()');
    expect(await printed('accepted')).toMatch(
      new RegExp(`^\\+ TCP ${there} to ${here} is accepted, held by python3 \\(\\d+\\) as descriptor \\d+: accept4$`));
    await does('d.close()');
    expect(await printed('no longer')).toMatch(/ as descriptor \d+: close$/);
    expect(await printed('fin-wait')).toMatch(/ is fin-wait-\d: close of python3/);
    expect(await client.says(/ is close-wait/)).toContain(`TCP ${here} to ${there} is close-wait: the peer closed its end`);
    expect(watch.lines.filter((l) => l.includes(' is closed'))).toEqual([]);
  });

  it('a descriptor that was received or inherited came by recvmsg and fork', async () => {
    const { port, fd, does, printed, python } = await watched();
    await does('p, q = socket.socketpair(); socket.send_fds(p, [b"x"], [s.fileno()]); r = socket.recv_fds(q, 8, 4)');
    expect(await printed('also held by python3 .*recv')).toMatch(
      new RegExp(`^\\+ TCP 127\\.0\\.0\\.1:${port} is also held by ${escaped(python)} as descriptor \\d+: recvmsg$`));
    await does('i, o = os.pipe(); child = os.fork() or (os.close(o), os.read(i, 1), os._exit(0))');
    expect(await printed(`descriptor ${fd}: fork`)).toMatch(
      new RegExp(`^\\+ TCP 127\\.0\\.0\\.1:${port} is also held by python3 \\(\\d+\\) as descriptor ${fd}: fork of ${escaped(python)}$`));
  });

  it('a refused bind comes after the listen that caused it, and those of other addresses are left out', async () => {
    const { port, does, printed, watch, python } = await watched();
    await does('s.close()');
    await does('o = bound(port, "127.0.0.2"); refused(port, "127.0.0.2"); n = bound(port); n.listen(); refused(port, "127.0.0.1")');
    expect(await printed('cannot')).toBe(`! ${python} cannot bind 127.0.0.1:${port}: EADDRINUSE`);
    expect(watch.lines.map((l) => l.split(' ')[1])).toEqual(['', '-', '+', '!']);
    const times = watch.lines.map((l) => Date.parse(l.split(' ')[0]!));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(watch.lines.at(-2)).toMatch(/: listen$/);
  });

  it('a change right before Ctrl-C is still printed', async () => {
    const { fd, does, printed, watch, python } = await watched('--every', '60');
    await does('s.close()');
    watch.child.kill('SIGINT');
    expect(await printed('is closed')).toMatch(new RegExp(` is closed, last held by ${escaped(python)} as descriptor ${fd}: close$`));
  });

  it('a change whose call is lost has no cause', async () => {
    const { port, fd, does, printed, watch, python } = await watched();
    watch.child.kill('SIGSTOP');
    await does('for _ in range(100_000): os.close(os.dup(s.fileno()))');
    await does('s.close()');
    watch.child.kill('SIGCONT');
    expect(await printed('is closed')).toMatch(new RegExp(`^- TCP 127\\.0\\.0\\.1:${port} is closed, last held by `
      + `${escaped(python)} as descriptor ${fd}: cause not seen \\(\\d+ calls lost\\)$`));
    expect(await watch.says(/were lost/)).toMatch(/^handoff: \d+ calls were lost\. Refused binds can be missing\.$/);
  });
});
