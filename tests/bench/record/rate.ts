/** Whether BPF loses calls at a rate: what the kernel hands over is written to a file while the program runs, and read afterwards. */
import { join } from 'node:path';
import { BpfRun } from '../../../app/main/services/recording/bpf-run.ts';
import { FOLLOWED_CALLS } from '../../../app/shared/recording/recording.ts';
import type { Row } from '../table.ts';

const [PER_SECOND, SECONDS] = [200_000, 10];

/** `folder`: where makeLoads has put its program. `scale`: part of the usual time. */
export async function rateRows(folder: string, scale: number): Promise<Row[]> {
  const seconds = Math.max(1, Math.round(SECONDS * scale));
  const made = PER_SECOND * seconds;
  const run = new BpfRun('out/main', { command: [join(folder, 'loads'), 'rate', String(made), String(seconds)] }, FOLLOWED_CALLS, 'ignore');
  let [calls, first, last] = [0, 0, 0];
  const problem = await new Promise<string | null>((resolve, reject) => {
    run.start({ ended: resolve, events(batch) {
      for (const event of batch) {
        if (event.kind !== 'exit' || (event.call.name !== 'sendto' && event.call.name !== 'recvfrom')) continue;
        calls += 1;
        if (first === 0) first = event.call.left!;
        last = event.call.left!;
      }
    } }).catch(reject);
  });
  const { code, signal } = await run.ended;
  if (problem !== null || code !== 0) throw new Error(`the program ended with ${code ?? signal}: ${problem}`);
  const what = `BPF, ${PER_SECOND.toLocaleString('en')} calls per second for ${seconds} s`;
  return [
    { what: `${what}: reached`, unit: 'calls/s', ours: calls / (last - first) * 1e6, bar: { atLeast: 0.95 * PER_SECOND } },
    { what: `${what}: lost`, unit: 'calls', ours: Math.max(run.loss.lost, made - calls), bar: { atMost: 0 } },
  ];
}
