/** CreateProcessW and ResumeThread in a peer: the handle of a suspended thread stays in the creating process (S12, S50). */
import { errorName } from '../../app/shared/calls/errors.ts';
import { ok, type Outcome } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { createProcess, resumeThread } from '../winsock/create-process.ts';
import { winsock } from '../winsock/bindings.ts';
import type { Handle } from '../winsock/types.ts';
import type { SpawnRequest, SpawnResult } from './platform-calls.ts';

const suspendedThreads = new Map<string, Handle>();

export function spawnWinsock(birth: SpawnRequest): Promise<SpawnResult> {
  const created = createProcess(birth.command, birth.env, birth.inherit, birth.suspended);
  if ('error' in created) return Promise.resolve({ error: failed(created.error) });
  if (birth.suspended) suspendedThreads.set(birth.name, created.thread);
  return Promise.resolve({ pid: created.pid, micros: created.micros, release: () => { winsock().kernel.CloseHandle(created.owner); } });
}

/** @throws Error if this process has created no suspended process of that name. */
export function resumeWinsock(name: string): Performed {
  const thread = suspendedThreads.get(name);
  if (thread === undefined) throw new Error(`The thread of "${name}" can be resumed by the process that created it, once`);
  const start = process.hrtime.bigint();
  const resumed = resumeThread(thread);
  const micros = Number(process.hrtime.bigint() - start) / 1000;
  suspendedThreads.delete(name);
  return { outcome: 'error' in resumed ? failed(resumed.error) : ok({ number: resumed.count }), micros };
}

const failed = (number: number): Outcome => ({ kind: 'error', name: errorName('winsock', number), number });
