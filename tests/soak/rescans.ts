/** A thousand captures of the machine in one inspector: does memory stay flat? Exit 1 when it does not. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppService } from '../../app/main/services/app-service.ts';

/** Of heap and of typed columns together, a capture; captures beyond the last few are let go. */
const MOST_BYTES_A_CAPTURE = 8192;

/** Prints a table; true when it stayed flat. */
export async function rescans(count: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-soak-'));
  const service = new AppService({ host: 'cli', assetsDir: 'assets', outDir: resolve('out/main'), cacheDir: folder });
  const marks: number[] = [];
  console.log(' rescans   inspector memory   bytes a rescan');
  try {
    for (let n = 1; n <= count; n++) {
      const answer = await service.request('live.scan', {});
      if (!answer.ok) throw new Error(answer.message);
      if (n % Math.floor(count / 10) !== 0) continue;
      const memory = settled();
      console.log(
        `${String(n).padStart(8)}   ${(memory / 1048576).toFixed(1).padStart(13)} MB   `
          + (marks.length === 0 ? Number.NaN : (memory - marks.at(-1)!) / (count / 10)).toFixed(0).padStart(14));
      marks.push(memory);
    }
  } finally {
    await service.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
  // The first tenth fills caches and the list of captures that are kept.
  const slope = (marks.at(-1)! - marks[1]!) / (count * 0.8);
  const flat = slope < MOST_BYTES_A_CAPTURE;
  console.log(`${count} rescans, ${slope.toFixed(0)} bytes each after the first fifth: ${flat ? 'flat' : 'NOT FLAT'}`);
  return flat;
}

function settled(): number {
  const { gc } = globalThis as unknown as { gc: () => void };
  gc();
  gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
