/** The load generator, started and stopped. */
import { join, resolve } from 'node:path';
import type { LoadPlan, LoadProcess } from '../load/plan.ts';
import { startProgram } from './started.ts';

export interface Load {
  plan: LoadPlan;
  processes: readonly LoadProcess[];
  pids: ReadonlySet<number>;
  stop(): Promise<void>;
  /** SIGKILL, which leaves it no time to clean up. */
  kill(): void;
}

/** Resolves when every process holds all it is to hold. */
export async function startLoad(plan: LoadPlan): Promise<Load> {
  const args = [plan.processes, plan.descriptors, plan.listeners, plan.sharedBy, plan.registrations].map(String);
  const program = startProgram(process.execPath, [join(resolve('out/live'), 'load.js'), ...args]);
  await program.says(/^ready$/);
  const processes = program.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as LoadProcess);
  return { plan, processes, pids: new Set(processes.map((p) => p.pid)), stop: () => program.stop(),
    kill: () => { program.child.kill('SIGKILL'); } };
}
