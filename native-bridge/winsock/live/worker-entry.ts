/** The Windows inventory in a thread of its own: a question to a foreign handle can wait for ever. */
import { parentPort, workerData } from 'node:worker_threads';
import { captureLines } from '../../../app/shared/live/write-file.ts';
import { scanHandles } from './scan.ts';

try {
  const { why } = workerData as { why: string };
  parentPort?.postMessage({ lines: [...captureLines(scanHandles(why))] });
} catch (error) {
  parentPort?.postMessage({ failed: (error as Error).message });
}
