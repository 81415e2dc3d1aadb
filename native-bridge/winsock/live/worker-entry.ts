/** The Windows inventory in a separate thread: a query on another process's handle can block forever. */
import { parentPort, workerData } from 'node:worker_threads';
import { captureLines } from '../../../app/shared/live/write-file.ts';
import { scanHandles } from './scan.ts';

try {
  const { why } = workerData as { why: string };
  parentPort?.postMessage({ lines: [...captureLines(scanHandles(why))] });
} catch (error) {
  parentPort?.postMessage({ failed: (error as Error).message });
}
