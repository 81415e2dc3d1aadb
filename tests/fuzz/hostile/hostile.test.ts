import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { HostileTally } from './tally.ts';

const OUT = resolve('out/hostile');

// The scripts have no types.
const { alone, bundle } = {
  ...await import(pathToFileURL(resolve('scripts/lib/alone.mjs')).href),
  ...await import(pathToFileURL(resolve('scripts/lib/bundle.mjs')).href),
} as { alone(command: readonly string[]): [string, string[]]; bundle(folder: string, input: Record<string, string>): Promise<void> };

beforeAll(() => bundle('hostile', { hostile: 'tests/fuzz/hostile/program.ts', bystander: 'tests/fuzz/hostile/bystander.ts' }));

function hunted(...options: readonly string[]): HostileTally {
  const [program, args] = alone([process.execPath, join(OUT, 'hostile.js'), ...options]);
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 110_000, maxBuffer: 64 * 1024 * 1024 });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as HostileTally;
}

describe('a scenario that tries to reach out, performed for real beside a bystander', () => {
  it('reaches nothing that its session did not make, from a fixed seed', () => {
    const tally = hunted('--seed', '1', '--runs', '600');
    expect(tally.faults).toEqual([]);
    expect(tally.files).toBe(600);
    // Some pass the check and are performed, or nothing would be tried.
    expect(tally.performed).toBeGreaterThan(40);
    expect(tally.succeeded).toBeGreaterThan(100);
    expect(tally.refusedSteps).toBeGreaterThan(0);
  });
});

describe('the bystander', () => {
  it('notices every way in which it can be reached', () => {
    expect(hunted('--control').faults).toEqual([]);
  });
});
