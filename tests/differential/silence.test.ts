import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SystemProvider } from '../../app/shared/provider/provider.ts';
import { hunt } from './shrink.ts';
import { PeerPool } from './peer-pool.ts';

/** Starts everything and answers no call. */
const silent: SystemProvider = {
  kind: 'system', adoption: null, receivers: () => Promise.resolve(null),
  platform: 'linux', start: () => Promise.resolve(1), perform: () => new Promise(() => {}), message: () => new Promise(() => {}),
  probe: () => Promise.resolve({ facts: [], of: null }), kill: () => new Promise(() => {}), dispose: () => Promise.resolve(),
};

describe('silence', () => {
  it('of a process is a finding with the step that it did not answer', async () => {
    const { found } = await hunt({ rules: 'linux', pool: new PeerPool('linux', () => Promise.resolve(silent), 20), seed: 7, runs: 3,
      shrinks: 2, most: 1 });
    expect(found).toHaveLength(1);
    expect(found[0]!.lines[0]).toMatch(/does not answer since|Nothing is heard|does not end/);
    expect(found[0]!.ran.scenario.steps).toHaveLength(1);
  });

  it('of this process ends it, and keeps the steps of the sequence', async () => {
    const { bundle } = await import(pathToFileURL(resolve('scripts/lib/bundle.mjs')).href) as { bundle: (folder: string,
      input: Record<string, string>) => Promise<void> };
    await bundle('stuck', { stuck: 'tests/differential/stuck.fixture.ts' });
    const folder = mkdtempSync(join(tmpdir(), 'handoff-stuck-'));
    try {
      const kept = join(folder, 'new', 'kept.json');
      const { signal, stderr } = spawnSync(process.execPath, ['out/stuck/stuck.js', kept], { encoding: 'utf8' });
      expect(signal).toBe('SIGKILL');
      expect(stderr).toContain(kept);
      expect(readFileSync(kept, 'utf8')).toBe('the last thing heard of it');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
