import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readTrace } from '../../app/shared/trace/file.ts';
import { startCli } from '../support/cli.ts';
import { WINES_HERE } from '../support/on-wine.ts';
import { WindowsWorkshop } from './windows.ts';

const workshop = new WindowsWorkshop();
afterAll(() => { workshop.remove(); });

const here = WINES_HERE.length > 0;
const title = here ? 'programs for Windows from the command line' : 'not run: Wine is not set up here: npm run setup -- --wine';
const handoff = (command: string, ...args: string[]) => startCli([command, '--provider', 'winsock', ...args]).ended;

describe.skipIf(!here).each([title])('%s', () => {
  it('record names the version of Wine, writes the trace, and exits as the program does', async () => {
    const trace = join(workshop.folder, 'a.trace');
    const { code, stderr } = await handoff('record', '--trace', trace, '--', ...await workshop.compile('used-twice'));
    expect(stderr).toMatch(/recording on wine-\d+\.\d+ with stubs/);
    expect(stderr).toContain("used-twice's 0x");
    const { log, damage } = readTrace(readFileSync(trace, 'utf8'), trace);
    expect([damage, log.header.recording!.lost, log.header.recording!.calls]).toEqual([null, 0, code]);
  });

  it('debug obeys commands: facts and short are refused, an error is returned, and the next call is made', async () => {
    const commands = join(workshop.folder, 'commands');
    writeFileSync(commands, ['facts', 'short 1', 'error WSAENOBUFS', 'continue'].join('\n'));
    const { code, stderr } = await handoff('debug', '--hold', 'call:WSADuplicateSocketW', '--commands', commands, '--',
      ...await workshop.compile('held'));
    expect(stderr).toContain('is held before WSADuplicateSocketW');
    expect(stderr).toContain('Facts of handles are not read from programs for Windows.');
    expect(stderr).toContain('Only recvmsg has a control buffer to shorten.');
    // The number of its calls: 250 would be a failure.
    expect(code).toBe(128);
  });

  it('a 32-bit program is refused with one message and exit code 2', async () => {
    const { code, stderr } = await handoff('record', '--', await workshop.compileFor(0x14c));
    expect([code, stderr]).toEqual([2, expect.stringContaining('32-bit programs cannot be recorded yet')]);
  });
});
