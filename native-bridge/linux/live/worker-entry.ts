/** The second thread of the /proc tier; `proc-worker.ts` starts it. */
import { parentPort } from 'node:worker_threads';
import type { Task } from './proc-worker.ts';
import { walkShare } from './shared-work.ts';
import { ownTables } from './socket-tables.ts';
import { Walker } from './walker.ts';

if (!parentPort) throw new Error('This program is a worker thread of the live inventory');
const port = parentPort;
let walker: Walker | null = null;

port.on('message', (task: Task) => {
  void perform(task).catch((error: unknown) => { port.postMessage({ failed: (error as Error).message }); });
});

async function perform(task: Task): Promise<void> {
  if ('tables' in task) {
    const { table, notes, source } = await ownTables(task.tables, () => Promise.resolve());
    const packed = table.pack();
    port.postMessage({ table: packed, notes, source },
      [packed.text.buffer, ...Object.values(packed.columns).map((column) => column.buffer as ArrayBuffer)]);
    return;
  }
  walker ??= new Walker(task.sockDevice);
  port.postMessage({ found: walkShare(walker, task) });
}
