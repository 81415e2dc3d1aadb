/** The built programs where any user may read them: a checkout can lie in a folder that is its owner's alone, as root's home is. */
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { OUT } from './providers.ts';

let folder: string | null = null;

/** The folder that stands for `out/main`; made once a test process, and gone with it. */
export function outForOthers(): string {
  folder ??= made();
  return join(folder, 'out', 'main');
}

function made(): string {
  const root = mkdtempSync(join(tmpdir(), 'handoff-out-'));
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  cpSync(OUT, join(root, 'out', 'main'), { recursive: true });
  const { dependencies } = createRequire(import.meta.url)(resolve('package.json')) as { dependencies: Record<string, string> };
  const koffi = `@koromix/koffi-${process.platform}-${process.arch}`;
  for (const name of [...Object.keys(dependencies).filter((d) => !d.startsWith('@resvg/')), koffi]) {
    cpSync(resolve('node_modules', name), join(root, 'node_modules', name), { recursive: true, dereference: true });
  }
  cpSync(resolve('package.json'), join(root, 'package.json'));
  chmodSync(root, 0o755);
  return root;
}
