import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCurrentFuseWire } from '@electron/fuses';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer, RequestName, SessionOpened, SessionState } from '../../app/shared/contract/contract.ts';
import { readTrace } from '../../app/shared/trace/file.ts';
import { Library } from '../../app/main/services/library/library.ts';
import { startWineBridge } from '../../native-bridge/host/wine.ts';
import { startDouble } from '../double/client.ts';
import { faults, runScenario } from '../support/run-scenario.ts';
import { notAllowed } from './allowed.ts';
import { extract, filesIn, headerOf, unpackedIn } from './asar.ts';
import { pack, placeholder, sh } from './build.ts';

// Far from the sources: nothing here can be found by looking upwards from the package.
const away = mkdtempSync(join(tmpdir(), 'handoff-package-'));
const dist = join(away, 'dist');
const version = (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version;
/** Off: plain Node, NODE_OPTIONS, inspector, file:// privileges. On: integrity, only the archive. */
const FUSES = { 0: '0', 2: '0', 3: '0', 4: '1', 5: '1', 7: '0' };

beforeAll(() => {
  pack('linux-x64', 'tar.gz', placeholder('linux', join(away, 'electron-linux')), dist);
  pack('win32-x64', 'zip', placeholder('win32', join(away, 'electron-win')), dist);
});
afterAll(() => rmSync(away, { recursive: true, force: true, maxRetries: 5 }));

async function fusesOf(program: string): Promise<Record<number, string>> {
  const wire = await getCurrentFuseWire(program) as unknown as Record<number, number>;
  return Object.fromEntries(Object.keys(FUSES).map((key) => [key, String.fromCharCode(wire[Number(key)]!)]));
}

describe('the Linux tar.gz', () => {
  let root = '';
  beforeAll(() => {
    root = join(away, 'linux');
    mkdirSync(root);
    sh('tar', ['-xzf', join(dist, `socket-handoff-inspector-${version}-linux-x64.tar.gz`), '--strip-components=1', '-C', root]);
  });
  const archive = () => join(root, 'resources', 'app.asar');

  it('holds what is allowed and nothing else, with the libraries of Linux outside the archive', async () => {
    expect(notAllowed('linux-x64', filesIn(archive()))).toEqual([]);
    expect(unpackedIn(archive()).filter((file) => file.endsWith('.node'))).toHaveLength(3);
    expect(await fusesOf(join(root, 'socket-handoff-inspector'))).toEqual(FUSES);
    expect(sh(join(root, 'socket-handoff-inspector'), [])).toContain('This is no Electron');
  });

  it('runs: its main, preload and page under the stand-in perform a handoff by real calls', async () => {
    const app = extract(archive(), join(away, 'linux-app'));
    const double = await startDouble(join(app, 'out', 'main', 'electron.js'));
    const browser = await chromium.connectOverCDP(double.address);
    try {
      const page = browser.contexts()[0]!.pages()[0]!;
      await page.waitForURL((url) => url.protocol === 'https:');
      await page.getByTestId('provider-linux').waitFor();
      const ask = async (name: RequestName, input: object): Promise<unknown> => {
        const answer = await page.evaluate(([verb, value]) => {
          const { handoff } = window as unknown as { handoff: { requests: Record<string,
            (input: unknown) => Promise<Answer<RequestName>>> } };
          return handoff.requests[verb as string]!(value);
        }, [name, input]);
        if (!answer.ok) throw new Error(answer.message);
        return answer.value;
      };
      const opened = await ask('session.open', { provider: 'linux', scenario: { library: 'linux/take-a-connection-over' } });
      const { planned } = (opened as SessionOpened).state;
      for (let performed = 0; performed < planned;)
        ({ performed } = await ask('session.step', { session: 'session-1' }) as { performed: number });
      const [done] = await ask('session.list', {}) as { state: SessionState }[];
      expect(done!.state).toMatchObject({ status: 'finished', divergences: 0, unmet: 0 });
      const { log } = readTrace(await ask('session.trace', { session: 'session-1' }) as string, 'the package');
      expect(log.header.platform).toBe('linux');
      expect(log.steps().some((step) => step.facts.some((fact) => fact.known === 'read'))).toBe(true);
      const { base64 } = await ask('session.export', { session: 'session-1', to: 'png', step: 3 }) as { base64: string };
      expect(Buffer.from(base64, 'base64').subarray(1, 4).toString()).toBe('PNG');
    } finally {
      await double.ask({ what: 'quit' }).catch(() => undefined);
      await double.exited;
      await browser.close();
    }
    expect(await double.exited).toBe(0);
  });

  it('comes up and ends by itself when it is only to be launched', async () => {
    const double = await startDouble(join(away, 'linux-app', 'app', 'out', 'main', 'electron.js'), ['--exit-when-shown']);
    expect(await double.exited).toBe(0);
    expect(double.output()).toBe('');
  });
});

describe('the Windows zip', () => {
  let root = '';
  beforeAll(() => {
    root = join(away, 'windows');
    // Not signed here, and so it is called.
    sh('7za', ['x', '-y', `-o${root}`, join(dist, `socket-handoff-inspector-${version}-win-x64-unsigned.zip`)]);
  });
  const program = () => join(root, 'Socket Handoff Inspector.exe');

  it('holds what is allowed and nothing else, with the libraries of Windows, and the digest of its archive', async () => {
    const archive = join(root, 'resources', 'app.asar');
    expect(notAllowed('win32-x64', filesIn(archive))).toEqual([]);
    expect(await fusesOf(program())).toEqual(FUSES);
    const digest = createHash('sha256').update(headerOf(archive)).digest('hex');
    expect(readFileSync(program()).includes(`"file":"resources\\\\app.asar","alg":"SHA256","value":"${digest}"`)).toBe(true);
  });

  it('makes real Winsock calls under Wine, by its own koffi', async () => {
    const app = extract(join(root, 'resources', 'app.asar'), join(away, 'windows-app'));
    // The same Wine, but a folder without koffi in the place where a checkout has it.
    const cache = join(away, 'cache');
    const setup = JSON.parse(readFileSync('.cache/wine/wine.json', 'utf8')) as { koffiDir: string };
    mkdirSync(join(cache, 'wine', 'none'), { recursive: true });
    writeFileSync(join(cache, 'wine', 'wine.json'), JSON.stringify({ ...setup, koffiDir: join(cache, 'wine', 'none') }));
    const scenario = await new Library(join(app, 'assets')).read('winsock/take-a-connection-over');
    const { steps,
      session } = await runScenario(scenario, 'winsock',
        (events) => startWineBridge(cache, join(app, 'out', 'main', 'bridge-host.js'), events));
    expect(faults(steps)).toEqual([]);
    expect(session.log.header.platform).toMatch(/^wine-\d+\.\d+$/);
  });
});

describe('packing', () => {
  it('stops before it packs the koffi of another platform', () => {
    const stage = join('.cache', 'pack', 'linux-x64', 'app', 'node_modules', '@koromix');
    const appDir = join('.cache', 'pack', 'linux-x64', 'app');
    const hook = `import check from ${JSON.stringify(new URL('../../scripts/pack-check.mjs', import.meta.url).href)};
      check({ electronPlatformName: 'win32', arch: 1, packager: { info: { appDir: ${JSON.stringify(appDir)} } } });`;
    expect(readdirSync(stage)).toEqual(['koffi-linux-x64']);
    expect(() => sh(process.execPath, ['--input-type=module', '-e', hook]))
      .toThrow(/needs koffi-win32-x64 and nothing else.*npm run pack -- --target win32-x64/s);
  });

  it('refuses a target that it does not know, and a koffi that does not match its integrity', () => {
    expect(() => sh(process.execPath, ['scripts/pack.mjs', '--target', 'beos-x64'])).toThrow(/choose one of linux-x64/);
    const script = `import { unpackPinned } from './scripts/lib/npm-package.mjs';
      const pinned = unpackPinned('@koromix/koffi-linux-x64', { version: '3.3.4', integrity: 'sha512-wrong' });
      await pinned.unpack(${JSON.stringify(join(away, 'wrong'))});`;
    expect(() => sh(process.execPath, ['--input-type=module', '-e', script])).toThrow(/does not match its pinned integrity/);
    expect(existsSync(join(away, 'wrong', '@koromix', 'koffi-linux-x64'))).toBe(false);
  });
});
