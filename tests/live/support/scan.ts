/** Captures for tests, by either tier. */
import { resolve } from 'node:path';
import type { Capture } from '../../../app/shared/live/capture.ts';
import { LinuxScanner } from '../../../native-bridge/linux/live/scanner.ts';

export type TestTier = 'proc' | 'bpf';

/** Both where this user may load BPF programs; the reason is printed where not, so that no run passes for both. */
export const TIERS: readonly TestTier[] = ['proc', 'bpf'];

export const newScanner = (once = false): LinuxScanner => new LinuxScanner({ workerFile: resolve('out/main/live-worker.js'), once });

export async function scanOnce(tier: TestTier): Promise<Capture> {
  const scanner = newScanner(true);
  try {
    return await scanner.scan({ tier });
  } finally {
    await scanner.close();
  }
}
