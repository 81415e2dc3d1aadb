/** The available questions and their answers. */
import { assertNever } from '../base/assert-never.ts';
import type { Entity, RegistrationEntity } from '../domain/entities.ts';
import type { EntityId, StepNumber } from '../domain/ids.ts';
import { allOf, entity, registrationsOn } from '../domain/world.ts';
import type { TraceLog } from '../trace/log.ts';
import { say } from '../trace/sentence.ts';
import { Scope, actorOf } from './scope.ts';
import type { Answer, Question, QuestionId, Told } from './types.ts';
import { whoGetsEvent } from './who-gets-event.ts';
import { whoMadeNonblocking } from './who-made-nonblocking.ts';
import { whoTookBytes } from './who-took-bytes.ts';
import { whyError } from './why-error.ts';
import { whyNotFired } from './why-not-fired.ts';
import { whyOpen } from './why-open.ts';

export type { Answer, Question, QuestionId } from './types.ts';

/**
 * Returns the questions for a selection in the world after step `n`; `selected` null means the step
 * itself. Empty if there is no question.
 */
export function questionsFor(log: TraceLog, n: StepNumber, selected: EntityId | null): Question[] {
  const scope = new Scope(log, n);
  const ask = (id: QuestionId, about: EntityId | null, text: string): Question => ({ id, about, step: scope.n, text });
  const questions: Question[] = [];
  const step = log.step(scope.n);
  if (step && (step.outcome.kind === 'error' || step.outcome.kind === 'refused') && (selected === null || concerns(scope, selected))) {
    questions.push(ask('why-error', null, step.outcome.kind === 'error' ? `Why ${step.outcome.name}?` : 'Why was the call not made?'));
  }
  const found = selected === null ? undefined : scope.world.get(selected);
  const socket = selected === null ? undefined : scope.socketOf(selected);
  if (socket && found) {
    questions.push(ask('why-open', socket.id,
      socket.closedAt === null ? 'Why is this socket still open?' : 'Why is this socket not open?'));
    questions.push(ask('who-gets-event', socket.id, 'Who is notified of events here?'));
    for (const r of registrationsAsked(scope, found)) {
      questions.push(ask('why-not-fired', r.id, `Did the registration of step ${r.step} fire, and if not, why?`));
    }
    if (socket.state !== 'listening') questions.push(ask('who-took-bytes', socket.id, 'Who took the bytes?'));
    questions.push(ask('who-made-nonblocking', socket.id, socket.nonblocking ? 'Who made it non-blocking?' : 'Is it blocking, and why?'));
  } else if (found?.kind === 'event') {
    for (const r of registrationsAsked(scope, found))
      questions.push(ask('why-not-fired', r.id, `Did the registration of step ${r.step} set it, and if not, why?`));
  }
  return questions;
}

/** Answers from the trace up to the question's step. @throws Error for a question about an unknown entity. */
export function answer(log: TraceLog, question: Question): Answer {
  return { question, ...tell(log, question) };
}

function tell(log: TraceLog, question: Question): Told {
  const scope = new Scope(log, question.step);
  if (question.id === 'why-error') {
    const step = log.step(question.step);
    return step ? whyError(log, step) : { answer: [say`There is no such step.`], rules: [] };
  }
  if (question.id === 'why-not-fired') return whyNotFired(scope, required(entity(scope.world, 'registration', question.about), question));
  const socket = required(scope.socket(question.about), question);
  switch (question.id) {
    case 'why-open': return whyOpen(scope, socket);
    case 'who-gets-event': return whoGetsEvent(scope, socket);
    case 'who-made-nonblocking': return whoMadeNonblocking(scope, socket);
    case 'who-took-bytes': return whoTookBytes(scope, socket);
    default: return assertNever(question.id, 'question');
  }
}

function required<T>(thing: T | undefined, { about, step }: Question): T {
  if (thing === undefined) throw new Error(`There is no ${about ?? 'such thing'} at step ${step}`);
  return thing;
}

/** Returns whether the selection takes part in the step: its actor, or the object of its call. */
function concerns(scope: Scope, selected: EntityId): boolean {
  const step = scope.log.step(scope.n)!;
  const actor = actorOf(step);
  if (selected === actor) return true;
  const found = scope.world.get(selected);
  if (found?.kind === 'descriptor') return found.process === actor;
  const socket = scope.socketOf(selected);
  return socket !== undefined && allOf(scope.world, 'descriptor').some((d) => d.object === socket.id && d.process === actor);
}

/** A registration itself; for an event object those that set it; for a socket or descriptor those made on it. */
function registrationsAsked(scope: Scope, found: Entity): RegistrationEntity[] {
  switch (found.kind) {
    case 'registration': return [found];
    case 'event': return allOf(scope.world, 'registration').filter((r) => r.target === found.id);
    case 'descriptor': return registrationsOn(scope.world, found.object as `socket:${number}`).filter((r) => r.process === found.process);
    case 'socket': return registrationsOn(scope.world, found.id);
    default: return [];
  }
}
