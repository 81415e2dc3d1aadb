import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron } from '@playwright/test';
import { ROOT } from './inspector.ts';
import type { Inspector } from './inspector.ts';

/** Asking the package itself would start a download. */
export const HAS_ELECTRON = existsSync(join(ROOT, 'node_modules', 'electron', 'dist'));

/** Starts the real Electron with a profile of its own. */
export async function startElectron(): Promise<Inspector> {
  const profile = mkdtempSync(join(tmpdir(), 'handoff-electron-'));
  const app = await _electron.launch({ cwd: ROOT, args: ['.', `--user-data-dir=${profile}`] });
  const page = await app.firstWindow();
  const pid = app.process().pid!;
  return {
    kind: 'electron', page, pid, endsWithPage: true, double: null,
    async stop() {
      await app.close().catch(() => undefined);
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
