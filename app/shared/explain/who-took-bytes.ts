/** Which process took the bytes? Every read of the shared queue, in order. */
import { specOf } from '../calls/catalogue.ts';
import type { SocketEntity } from '../domain/entities.ts';
import { queuedBytes } from '../domain/world.ts';
import { readable } from '../domain/bytes.ts';
import { type Sentence, list, say } from '../trace/sentence.ts';
import type { Step } from '../trace/step.ts';
import { type Scope, actorOf, deedText } from './scope.ts';
import type { Told } from './types.ts';

export interface Taken {
  step: Step;
  /** Byte string. */
  data: string;
}

/** Reads that took something from this socket's queue, oldest first. */
export function takenFrom(scope: Scope, socket: SocketEntity): Taken[] {
  return scope.changes(socket.id).flatMap(({ step, before, after }) => {
    const { action, outcome } = step;
    if ((action.kind !== 'call' && action.kind !== 'completion') || outcome.kind !== 'ok') return [];
    if (!specOf(scope.rules, action.call)?.receives) return [];
    if (before?.kind !== 'socket' || after?.kind !== 'socket' || queuedBytes(after) >= queuedBytes(before)) return [];
    return [{ step, data: outcome.results.data ?? '' }];
  });
}

export const lastTaken = (scope: Scope, socket: SocketEntity): Taken | undefined => takenFrom(scope, socket).at(-1);

/** Characters of a read that are quoted; longer text is cut. */
const QUOTED = 24;

export function whoTookBytes(scope: Scope, socket: SocketEntity): Told {
  const rules = [scope.rule('S28', 'P19')] as const;
  const taken = takenFrom(scope, socket);
  const it = scope.names.object(socket.id);
  const left = queuedBytes(socket);
  const rest = left > 0 ? [say`${left} ${left === 1 ? 'byte waits' : 'bytes wait'} in the queue.`] : [];
  if (taken.length === 0) return { answer: [say`No process has read from ${it}.`, ...rest], rules };
  const readers = [...new Set(taken.map(({ step }) => actorOf(step)))].filter((p) => p !== null);
  const head = readers.length === 1
    ? say`${scope.names.process(readers[0]!)} alone took bytes from ${it}.`
    : say`${list(readers.map((p) => scope.names.process(p)))} took bytes from the shared queue of ${it}; the first reader gets them.`;
  return { answer: [head, ...taken.map((t) => sentence(scope, t)), ...rest], rules };
}

function sentence(scope: Scope, { step, data }: Taken): Sentence {
  const text = readable(data);
  const shown = text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text;
  return say`${deedText(scope, step)} took ${data.length} ${data.length === 1 ? 'byte' : 'bytes'}: "${shown}".`;
}
