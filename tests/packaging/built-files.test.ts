import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';

// What the checklist asks of the files themselves; how they behave is tested in tests/e2e/security.spec.ts.

const read = (file: string): string => readFileSync(join('out', file), 'utf8');
const main = [read('main/electron.js'),
  ...readdirSync('out/main/chunks').filter((f) => f.endsWith('.js')).map((f) => read(`main/chunks/${f}`))].join('\n');
const preload = read('preload/preload.cjs');
const html = read('renderer/index.html');
const scripts = readdirSync('out/renderer/assets').filter((f) => f.endsWith('.js')).map((f) => read(`renderer/assets/${f}`));

describe('the built main', () => {
  it('sets every preference of the page by itself, and none of them loosely', () => {
    for (const line of ['sandbox: true', 'contextIsolation: true', 'nodeIntegration: false', 'webSecurity: true', 'webviewTag: false',
      'allowRunningInsecureContent: false', 'navigateOnDragDrop: false']) {
      expect(main).toContain(line);
    }
    expect(main).toContain('enableSandbox()');
    expect(main).not.toMatch(
      /nodeIntegration\w*: true|contextIsolation: false|sandbox: false|webSecurity: false|disable-web-security|no-sandbox/);
  });

  it('loads pages over its own scheme only, and refuses windows, webviews, permissions and downloads', () => {
    expect(main.match(/\.loadURL\(/g)).toHaveLength(1);
    expect(main).not.toMatch(
      /\.loadFile\(|registerFileProtocol|registerHttpProtocol|bypassCSP: true|supportFetchAPI: true|allowServiceWorkers: true/);
    for (const part of ['setWindowOpenHandler', 'will-attach-webview', 'will-navigate', 'will-frame-navigate',
      'setPermissionRequestHandler', 'setPermissionCheckHandler', 'will-download']) expect(main).toContain(part);
  });

  it('opens documents outside by one function, and runs no code from text', () => {
    expect(main.match(/openExternal\(/g)).toHaveLength(1);
    expect(main).not.toMatch(/\beval\(|new Function\(|executeJavaScript\(|insertCSS\(|remote\.enable/);
  });
});

describe('the built preload', () => {
  it('names one thing in the page and only fixed channels', () => {
    expect(preload.match(/exposeInMainWorld\(/g)).toHaveLength(1);
    expect(preload).not.toMatch(/exposeInMainWorld\([^)]*ipcRenderer\s*[,)]|require\((?!["']electron["'])/);
    expect(preload).toContain('handoff:');
  });
});

describe('the built page', () => {
  it('has no script, style or address of anywhere else', () => {
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//);
  });

  it('runs no code from text', () => {
    for (const script of scripts) expect(script).not.toMatch(/\beval\(|new Function\(|\bFunction\("return/);
  });
});

describe('the configuration of packages', () => {
  const config = load(readFileSync('electron-builder.yml', 'utf8')) as Record<string, Record<string, unknown>>;
  const targets = (of: string) =>
    (config[of]!['target'] as { target: string; arch: string[] }[]).map(({ target, arch }) => `${target} ${arch.join('+')}`);

  it('names every target for both architectures', () => {
    expect(targets('win')).toEqual(['nsis x64+arm64', 'zip x64+arm64']);
    expect(targets('linux')).toEqual(['AppImage x64+arm64', 'deb x64+arm64', 'tar.gz x64+arm64']);
    expect(targets('mac')).toEqual(['dmg x64+arm64', 'zip x64+arm64']);
  });

  it('turns off what could run other code, and binds the program to its archive', () => {
    expect(config['electronFuses']).toEqual({
      runAsNode: false, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true, onlyLoadAppFromAsar: true, grantFileProtocolExtraPrivileges: false,
    });
  });

  it('opens scenarios, traces and links of its scheme', () => {
    expect((config['fileAssociations'] as unknown as { ext: string }[]).map(({ ext }) => ext)).toEqual(['handoff', 'handoff-trace']);
    expect((config['protocols'] as unknown as { schemes: string[] }[]).flatMap(({ schemes }) => schemes)).toEqual(['handoff']);
  });
});
