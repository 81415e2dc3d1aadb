import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NotPermitted } from '../../app/main/services/errors/not-permitted.ts';
import { WinsockRun } from '../../app/main/services/recording/winsock-run.ts';
import { Recording } from '../../app/shared/recording/recording.ts';
import type { Hold } from '../../app/shared/recording/source.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { windowsPath } from '../../native-bridge/host/wine.ts';
import { winesSetUp } from '../../native-bridge/host/wine-setup.ts';
import { startCli } from '../support/cli.ts';
import { WINES_HERE } from '../support/on-wine.ts';
import { CACHE, OUT } from '../support/providers.ts';
import { WindowsWorkshop, appeared, keptOnFailure, recorderHere } from './windows.ts';

const workshop = new WindowsWorkshop();
afterAll(() => { workshop.remove(); });

/** A program that is not recorded; without a command the one with eight threads. `say`: makes a file in its folder. */
async function running(name: string, command?: readonly string[]) {
  const folder = join(workshop.folder, name);
  mkdirSync(folder);
  const ended = workshop.start([...command ?? await workshop.compile('attached'), windowsPath(folder)]);
  const [pid = 0, port = 0] = (await appeared(join(folder, 'pid'))).split(' ').map(Number);
  const say = (file: string) => { writeFileSync(join(folder, file), ''); };
  const end = (): Promise<number | null> => {
    say('end');
    return ended;
  };
  return { pid, port, folder, say, end };
}

/** Attaches, and records until the recording is stopped. */
function attach(pid: number, held?: (hold: Hold, source: WinsockRun) => void) {
  const source = new WinsockRun(CACHE, OUT, { pid }, 'ignore');
  const recording = new Recording('test', undefined, true, source.system);
  source.count(recording.tally);
  if (held) source.holds.holdBefore([{ calls: ['socket'], task: null, process: null }]);
  let ended: (problem: string | null) => void = () => undefined;
  const over = new Promise<string | null>((resolve) => { ended = resolve; });
  const started = source.start({ events: (batch) => { recording.events(batch); }, ended,
    ...(held ? { held: (hold: Hold) => { held(hold, source); } } : {}) });
  return { started, stop: async (): Promise<{ log: TraceLog; examples: readonly string[] }> => {
    await source.stop();
    const problem = await over;
    if (problem !== null) throw new Error(problem);
    return { log: keptOnFailure(recording.finish(source.id, source.loss)), examples: source.loss.examples };
  } };
}

/** As the program ends if its code is not that of its beginning. */
const JUMPS_REMAIN = 250;

const callsIn = (log: TraceLog, name: string): number =>
  log.steps().filter(({ action }) => action.kind === 'call' && action.call === name).length;
const unexplained = (log: TraceLog): unknown[] => log.steps().flatMap((step) => step.divergences
  .filter(({ knownDifference }) => knownDifference === null).map((d) => `step ${step.n}: ${d.what}: ${d.predicted}, but ${d.observed}`));

const here = WINES_HERE.length > 0;
const title = here ? 'programs for Windows that run, attached to under Wine' : 'not run: Wine is not set up here: npm run setup -- --wine';

describe.skipIf(!here).each([title])('%s', () => {
  it('eight busy threads: attached, recorded and left twice, the program sees nothing of it', async () => {
    const program = await running('twice');
    for (const n of [1, 2]) {
      const { started, stop } = attach(program.pid);
      await started;
      program.say(`go-${n}`);
      await appeared(join(program.folder, `done-${n}`));
      const { log, examples } = await stop();
      expect(examples.map((text) => text.replaceAll(/\d+/g, 'N')))
        .toEqual(['process N is a child of a program that was attached, and is not recorded']);
      expect(log.header.recording).toMatchObject({ lost: 1, unread: 0, undecoded: 0 });
      // Of thousands of calls to the driver only the one that Winsock does not make.
      expect(Object.entries(log.header.recording!.notFollowed).map(([name, count]) => [name.replaceAll(/0x[\da-f]+/g, 'N'), count]))
        .toEqual([['IOCTL_AFD_POLL(handle N: ACCEPT) = STATUS_SUCCESS', 1]]);
      expect([callsIn(log, 'socket'), callsIn(log, 'closesocket')]).toEqual([100, 100]);
      expect(callsIn(log, 'recv')).toBeGreaterThan(8);
      expect(unexplained(log)).toEqual([]);
    }
    expect(await program.end()).toBe(0);
  });

  it("Node's server: calls of functions that WSAIoctl gave it before it was attached are recorded", async () => {
    const { nodeExe } = winesSetUp(CACHE)[0]!;
    const program = await running('server', [nodeExe, windowsPath(resolve('tests/recording/programs/windows/server.cjs'))]);
    const answer = async (path: string): Promise<string> =>
      (await fetch(`http://127.0.0.1:${program.port}${path}`, { headers: { connection: 'close' } })).text();
    const { started, stop } = attach(program.pid);
    await started;
    for (const path of ['/1', '/2', '/3']) expect(await answer(path)).toBe(path);
    const { log, examples } = await stop();
    expect(examples).toEqual([]);
    expect([callsIn(log, 'AcceptEx'), callsIn(log, 'WSASend')]).toEqual([3, 3]);
    expect(unexplained(log)).toEqual([]);
    expect(await answer('/after')).toBe('/after');
    expect(await program.end()).toBe(0);
  });

  it('a program runs on and ends if its recorder is killed', async () => {
    const program = await running('killed');
    const { started, stop } = attach(program.pid);
    await started;
    process.kill(recorderHere(), 'SIGKILL');
    await expect(stop()).rejects.toThrow('the recorder ended before the program did');
    program.say('go-1');
    expect(await appeared(join(program.folder, 'done-1'))).toBe('100');
    // It finds the jumps, which remain.
    expect(await program.end()).toBe(JUMPS_REMAIN);
  });

  it('a held thread continues when the recording detaches', async () => {
    const program = await running('held');
    let held = 0;
    let isHeld: () => void = () => undefined;
    const second = new Promise<void>((resolve) => { isHeld = resolve; });
    const { started, stop } = attach(program.pid, ({ id }, source) => {
      held += 1;
      if (held === 1) source.holds.release(id, { kind: 'continue' });
      else isHeld();
    });
    await started;
    program.say('go-1');
    await second;
    await stop();
    expect(await appeared(join(program.folder, 'done-1'))).toBe('100');
    expect(held).toBe(2);
    expect(await program.end()).toBe(0);
  });

  it('a process that another debugger has, and one that does not exist, are refused with the reason', async () => {
    const program = await running('debugged');
    const [begun, leave] = [join(workshop.folder, 'begun'), join(workshop.folder, 'leave')];
    const debugger_ = workshop.start([...await workshop.compile('debugger'), String(program.pid), windowsPath(begun), windowsPath(leave)]);
    await appeared(begun);
    const refused = attach(program.pid).started;
    await expect(refused).rejects.toThrow(`cannot attach to process ${program.pid}: another debugger is attached to it.`);
    await expect(refused).rejects.toBeInstanceOf(NotPermitted);
    const { code, stderr } = await startCli(['record', '--provider', 'winsock', '--pid', String(program.pid)]).ended;
    expect([code, stderr]).toEqual([3, expect.stringContaining('another debugger is attached to it')]);
    writeFileSync(leave, '');
    expect(await debugger_).toBe(0);
    expect(await program.end()).toBe(0);
    await expect(attach(999_996).started).rejects.toThrow('there is no process 999996');
  });
});
