import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { WinsockRun } from '../../app/main/services/recording/winsock-run.ts';
import { Recording } from '../../app/shared/recording/recording.ts';
import { FUNCTIONS } from '../../app/shared/recording/winsock/functions.ts';
import { windowsPath } from '../../native-bridge/host/wine.ts';
import { WINES_HERE } from '../support/on-wine.ts';
import { CACHE, OUT } from '../support/providers.ts';
import { WindowsWorkshop, appeared, recorderHere } from './windows.ts';

const workshop = new WindowsWorkshop();
afterAll(() => { workshop.remove(); });

/** Records the program until it listens; `hold`: a function before which its thread is held then. Kills the recorder. */
async function killedRecorder(name: string, hold: string | null): Promise<{ problem: string | null; came: string; held: string[] }> {
  const [go, out] = [join(workshop.folder, `${name}-go`), join(workshop.folder, `${name}-out`)];
  const [program] = await workshop.compile('survivor');
  const source = new WinsockRun(CACHE, OUT, { command: [program!, windowsPath(go), windowsPath(out)] }, 'ignore');
  source.count(new Recording('test', undefined, true, source.system).tally);
  const held: string[] = [];
  const kill = (): void => { process.kill(recorderHere(), 'SIGKILL'); };
  if (hold !== null) source.holds.holdBefore([{ calls: [hold], task: null, process: null }]);
  const problem = await new Promise<string | null>((resolve, reject) => {
    source.start({
      events: (batch) => {
        const listens = batch.some((event) => event.kind === 'exit' && event.call.name === 'listen');
        if (listens) writeFileSync(go, '');
        if (listens && hold === null) kill();
      },
      held: ({ call }) => {
        held.push(call.name);
        kill();
      },
      ended: resolve,
    }).catch(reject);
  });
  return { problem, came: await appeared(out), held };
}

const here = WINES_HERE.length > 0;
const title = here ? 'programs for Windows whose recorder is killed' : 'not run: Wine is not set up here: npm run setup -- --wine';
const EARLY = 'the recorder ended before the program did, which goes on';

describe.skipIf(!here).each([title])('%s', () => {
  it('a recorded program runs on, and ends as it does without a recorder', async () => {
    expect(await killedRecorder('recorded', null)).toEqual({ problem: EARLY, came: '100', held: [] });
  });

  it('a held thread makes its call, and the program ends as it does without a recorder', async () => {
    expect(FUNCTIONS.some(({ name }) => name === 'closesocket')).toBe(true);
    expect(await killedRecorder('held', 'closesocket')).toEqual({ problem: EARLY, came: '100', held: ['closesocket'] });
  });
});
