/** A failed call, as input of the cause finders. */
import type { SocketEntity } from '../../domain/entities.ts';
import type { ProcessId } from '../../domain/ids.ts';
import { callEventOf } from '../../hazards/history.ts';
import type { CallEvent } from '../../hazards/types.ts';
import type { TraceLog } from '../../trace/log.ts';
import type { Step } from '../../trace/step.ts';
import { Scope } from '../scope.ts';

export interface Failure {
  step: Step;
  error: string;
  deed: CallEvent;
  process: ProcessId;
  /** The world before the call. */
  scope: Scope;
  /** The object that the call was made on. */
  socket: SocketEntity | undefined;
}

/** Returns null if the step did not end in an error. */
export function failureOf(log: TraceLog, step: Step): Failure | null {
  if (step.outcome.kind !== 'error') return null;
  const scope = new Scope(log, step.n - 1);
  const deed = callEventOf(step, scope.world, scope.rules);
  if (!deed) return null;
  return { step, error: step.outcome.name, deed, process: deed.process, scope, socket: scope.socket(deed.object) };
}

export function numberOf({ deed }: Failure): number | null {
  const number = [deed.args['s'], deed.args['fd'], deed.args['epfd']].find((v) => typeof v === 'number');
  return typeof number === 'number' ? number : null;
}
