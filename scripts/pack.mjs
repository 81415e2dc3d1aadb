// Packs the app: npm run pack -- --target linux-x64 [--dir | --formats tar.gz,deb] [--electron DIR] [--output DIR]
// Without --electron, electron-builder downloads the Electron binary; DIR is an unpacked one, or a stand-in.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { withLock } from './lib/lock.mjs';
import { at, onPath, say } from './lib/paths.mjs';
import { runTool } from './lib/run.mjs';
import { TARGETS, stage } from './lib/stage.mjs';

const { values } = parseArgs({
  options: {
    target: { type: 'string' }, dir: { type: 'boolean' }, formats: { type: 'string' }, electron: { type: 'string' },
    output: { type: 'string' },
  },
});
const target = TARGETS[values.target ?? `${process.platform}-${process.arch}`];
if (!target) {
  say(`there is no target "${values.target}": choose one of ${Object.keys(TARGETS).join(', ')}`);
  process.exit(2);
}

await ensureDependencies();
await ensureBuild();
// All packing runs share one staging folder.
await withLock('pack', async () => { process.exitCode = await pack(target); });

async function pack({ platform, arch, option }) {
  const project = await stage({ platform, arch });
  const signed = Boolean((platform === 'win32' ? process.env.WIN_CSC_LINK : undefined) ?? process.env.CSC_LINK);
  const config = join(project, '..', 'electron-builder.json');
  writeFileSync(config, JSON.stringify({
    extends: at('electron-builder.yml'),
    electronVersion: JSON.parse(readFileSync(at('package.json'), 'utf8')).devDependencies.electron,
    directories: { output: resolve(values.output ?? at('dist')), buildResources: 'assets/icons' },
    ...(values.electron === undefined ? {} : { electronDist: resolve(values.electron) }),
    // No signing identity is configured: say so, instead of searching this machine for one.
    ...(signed ? {} : { mac: { identity: null } }),
  }));
  const formats = values.dir ? ['dir'] : values.formats?.split(',') ?? [];
  const sevenZip = process.platform === 'linux' ? onPath('7za') : undefined;
  return runTool('electron-builder', 'electron-builder', [
    `--${option}`, ...formats, `--${arch}`, '--projectDir', project, '--config', config, '--publish', 'never',
  ], {
    env: {
      // Linux packages are never signed; the others report it if they are not.
      HANDOFF_UNSIGNED: signed || platform === 'linux' ? '' : '-unsigned',
      // Debian's: electron-builder would download a copy.
      ...(sevenZip && !process.env.ELECTRON_BUILDER_7ZIP_PATH ? { ELECTRON_BUILDER_7ZIP_PATH: sevenZip } : {}),
    },
  });
}
