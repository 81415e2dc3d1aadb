/** The inventory of Windows: one thread per capture, abandoned if another process's handle does not answer. */
import { Worker } from 'node:worker_threads';
import type { Capture } from '../../../app/shared/live/capture.ts';
import { readCapture } from '../../../app/shared/live/read-file.ts';

const LIMIT_MS = 30_000;

/** Takes a capture with the built worker program. @throws Error if the table cannot be read, or a handle does not answer within 30 s. */
export function scanHandles(workerFile: string): Promise<Capture> {
  const worker = new Worker(workerFile, { workerData: { why: 'This system tells of sockets by its handle table.' } });
  return new Promise<Capture>((resolve, reject) => {
    const timer = setTimeout(() => {
      // It can be blocked in the system, where it cannot be ended; this process does not wait for it.
      worker.unref();
      void worker.terminate();
      reject(new Error('The handle table could not be read within 30 s: a handle of some process does not answer'));
    }, LIMIT_MS);
    worker.once('message', (said: { lines: string[] } | { failed: string }) => {
      clearTimeout(timer);
      if ('failed' in said) reject(new Error(said.failed));
      else resolve(readCapture(`${said.lines.join('\n')}\n`, 'the handle table').capture);
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
