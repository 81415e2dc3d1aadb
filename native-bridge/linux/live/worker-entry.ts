/** The second thread of the /proc tier; `proc-worker.ts` starts it. */
import { parentPort } from 'node:worker_threads';
import { walkShare } from './shared-work.ts';
import { Walker } from './walker.ts';
import type { Work } from './work.ts';

if (!parentPort) throw new Error('This program is a worker thread of the live inventory');
const port = parentPort;
let walker: Walker | null = null;

port.on('message', (work: Work) => {
  try {
    walker ??= new Walker(work.sockDevice);
    port.postMessage({ found: walkShare(walker, work) });
  } catch (error) {
    port.postMessage({ failed: (error as Error).message });
  }
});
