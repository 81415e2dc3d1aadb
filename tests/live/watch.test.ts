/** `handoff watch`: each change at a port, who made it, and with which call, where calls are seen. */
import { join, resolve } from 'node:path';
import { afterEach, expect, it } from 'vitest';
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
