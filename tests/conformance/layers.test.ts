import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'handoff-layers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
copyFileSync('.oxlintrc.json', join(root, '.oxlintrc.json'));

/** Whether lint refuses a file at `path` that imports `module`. */
const refused = (path: string,
  module: string): boolean => breaks(path, `import * as it from '${module}';\nexport const found = it;\n`, 'no-restricted-imports');

/** Whether a file of that text at `path` breaks a rule. */
function breaks(path: string, text: string, rule: string): boolean {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  try {
    execFileSync(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), path], { cwd: root, encoding: 'utf8' });
    return false;
  } catch (error) {
    return String((error as { stdout: unknown }).stdout).includes(rule);
  } finally {
    rmSync(file);
  }
}

describe('the layers are kept by lint', () => {
  it.each([
    ['app/shared/rules/x.ts', 'node:fs'],
    ['app/shared/domain/x.ts', '../../main/services/app-service.ts'],
    ['app/shared/domain/x.ts', 'koffi'],
    ['app/renderer/graph/x.tsx', '../../main/services/app-service.ts'],
    ['app/renderer/graph/x.tsx', 'node:fs'],
    ['app/renderer/graph/x.tsx', 'electron'],
    ['app/main/services/x.ts', 'electron'],
    ['app/main/services/x.ts', 'koffi'],
    ['app/main/services/session/x.ts', '../../hosts/web/server.ts'],
    ['app/main/hosts/web/x.ts', 'electron'],
    ['app/main/hosts/cli/x.ts', '../electron/window.ts'],
    ['native-bridge/host/x.ts', 'koffi'],
    ['native-bridge/peer/x.ts', '../../app/main/services/library/library.ts'],
    ['native-bridge/linux/x.ts', '../host/bridge.ts'],
    ['tests/e2e/x.ts', 'koffi'],
  ])('%s may not import %s', (path, module) => {
    expect(refused(path, module)).toBe(true);
  });

  it.each([
    ['app/shared/rules/x.ts', '../domain/world.ts'],
    ['app/renderer/graph/x.tsx', '../../shared/domain/world.ts'],
    ['app/main/services/x.ts', '../../shared/contract.ts'],
    ['app/main/hosts/electron/x.ts', 'electron'],
    ['native-bridge/linux/x.ts', 'koffi'],
    ['native-bridge/host/x.ts', '../../app/shared/provider/provider.ts'],
  ])('%s may import %s', (path, module) => {
    expect(refused(path, module)).toBe(false);
  });
});

describe('one way leads to the terminal', () => {
  it.each([
    ['app/main/hosts/cli/x.ts', 'console.log(1);', 'no-console'],
    ['app/main/hosts/cli/x.ts', "process.stdout.write('x');", 'no-restricted-properties'],
    ['app/main/hosts/cli/x.ts', "process.stderr.write('x');", 'no-restricted-properties'],
    ['app/shared/live/x.ts', 'console.log(1);', 'no-console'],
  ])('%s: no %s', (path, text, rule) => {
    expect(breaks(path, `${text}\n`, rule)).toBe(true);
  });

  it('which output.ts writes', () => {
    expect(breaks('app/main/hosts/cli/output.ts', "process.stdout.write('x');\n", 'no-restricted-properties')).toBe(false);
  });
});
