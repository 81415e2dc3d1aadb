/** How a descriptor got to its holder, and why the holder runs. */
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { handoff } from './support/cli.ts';
import { play } from './support/scene.ts';
import { NOBODY, SEERS, type Seer } from './support/seers.ts';
import { type Started, startProgram } from './support/started.ts';

const running: Started[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((p) => p.stop())); });

const LISTENS = 'require("net").createServer().listen(0, "127.0.0.1", function () { console.log("port " + this.address().port + " pid " '
  + '+ process.pid) }); process.stdin.on("end", () => process.exit()).resume()';
const who = (port: number, { args, uid }: Seer): string => handoff(['who', String(port), ...args], uid === undefined ? {} : { uid }).out;

it('children of one dead parent that hold one socket under one number inherited it, the eldest too', async () => {
  const { port, heirs: [a, b] } = await play<{ port: number; heirs: [number, number] }>(running, 'heirs', { uid: NOBODY });
  await Promise.all(running.splice(0).map((p) => p.stop()));
  try {
    for (const [, seer] of SEERS) {
      const out = who(port, seer);
      for (const other of [a, b])
        expect(out).toContain(`inherited, like that of sleep (${other}), from a process that has ended: same number, same session`);
    }
  } finally {
    for (const pid of [a, b]) process.kill(pid, 'SIGKILL');
  }
});

it('a program whose runtime names its main thread has the name of its executable', async () => {
  const named = startProgram(process.execPath, ['-e', `fs.writeFileSync("/proc/self/comm", "MainThread"); ${LISTENS}`],
    { uid: NOBODY, cwd: '/' });
  running.push(named);
  const [, port, pid] = /^port (\d+) pid (\d+)$/.exec(await named.says(/^port/))!;
  for (const [, seer] of SEERS) expect(who(Number(port), seer)).toContain(`node (${pid})`);
});

describe('a single holder', () => {
  it('has an origin, and the programs that started it', async () => {
    const shell = startProgram('sh', ['-c', `"$0" -e '${LISTENS}'; true`, process.execPath], { uid: NOBODY, cwd: '/' });
    running.push(shell);
    const [, port, pid] = /^port (\d+) pid (\d+)$/.exec(await shell.says(/^port/))!;
    for (const [, seer] of SEERS) {
      const out = who(Number(port), seer);
      expect(out).toContain('opened here, or passed on by a process that has closed it');
      expect(out).toContain(`node (${pid})`);
      expect(out).toMatch(new RegExp(`^ {6}started from sh \\(${shell.pid}\\), \\S+ \\(${process.pid}\\)`, 'm'));
    }
  });

  it.skipIf(!existsSync('/proc/self/loginuid'))('has the login session that it was started in', async () => {
    const login = startProgram('sh', ['-c', `echo 1234 > /proc/self/loginuid && exec setpriv --reuid=${NOBODY} --regid=${NOBODY} `
      + `--clear-groups "$0" -e '${LISTENS}'`, process.execPath], { cwd: '/' });
    running.push(login);
    const [, port] = /^port (\d+)/.exec(await login.says(/^port/))!;
    const session = readFileSync(`/proc/${login.pid}/sessionid`, 'latin1');
    for (const [, seer] of SEERS) expect(who(Number(port), seer)).toContain(`; login session ${session} of user 1234\n`);
  });

  const ID = process.pid.toString(16).padEnd(64, 'a');
  /** In version 1 and, where it is mounted, in version 2, with a name that is not ASCII. */
  const [V1, V2] = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/unified'];
  const groups = [[`${V1}/handoff-${process.pid}.service`, `; unit handoff-${process.pid}.service\n`],
    [`${V2}/handoff-é${process.pid}.service`, `; unit handoff-é${process.pid}.service\n`],
    [`${V1}/docker-${ID}.scope`, `; container ${ID.slice(0, 12)} (docker)\n`],
  ].filter(([group = '']) => !group.startsWith(V2) || existsSync(V2)) as [string, string][];
  const possible = groups.every(([group]) => made(group));
  it.skipIf(!possible).each([possible ? 'has the unit or container that its cgroup names' : 'not run: no cgroup can be made here'])('%s',
    async () => {
      const program = startProgram(process.execPath, ['-e', LISTENS], { cwd: '/', uid: NOBODY });
      running.push(program);
      const port = Number(/\d+/.exec(await program.says(/^port/))![0]);
      for (const [group, text] of groups) {
        writeFileSync(`${group}/cgroup.procs`, String(program.pid));
        for (const [, seer] of SEERS) expect(who(port, seer)).toContain(text);
      }
      await program.stop();
      for (const [group] of groups) rmdirSync(group);
    });
});

function made(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
