/** A trace at one moment, with look-ups shared by the answers. */
import type { Entity, Rules, SocketEntity } from '../domain/entities.ts';
import { type EntityId, type ProcessId, type RuleId, type StepNumber, processId, splitParticipant } from '../domain/ids.ts';
import { type World, entity } from '../domain/world.ts';
import type { TraceLog } from '../trace/log.ts';
import { Naming } from '../trace/naming.ts';
import { type Sentence, at, say } from '../trace/sentence.ts';
import type { Step } from '../trace/step.ts';

export class Scope {
  readonly log: TraceLog;
  readonly n: StepNumber;
  readonly world: World;
  readonly rules: Rules;
  readonly names: Naming;

  constructor(log: TraceLog, n: StepNumber) {
    this.log = log;
    this.n = Math.max(0, Math.min(n, log.length));
    this.world = log.worldAt(this.n);
    this.rules = log.header.rules;
    this.names = new Naming(this.world, this.rules);
  }

  /** Selects a rule by platform. */
  rule(winsock: RuleId, linux: RuleId): RuleId {
    return this.rules === 'winsock' ? winsock : linux;
  }

  socket(id: string | null): SocketEntity | undefined {
    return entity(this.world, 'socket', id);
  }

  /** Returns the socket of a selection: itself, or the one of a descriptor, registration, transfer or blocked call. */
  socketOf(id: EntityId): SocketEntity | undefined {
    const selected = this.world.get(id);
    switch (selected?.kind) {
      case 'socket': return selected;
      case 'descriptor': return this.socket(selected.object);
      case 'registration': return this.socket(selected.socket);
      case 'transfer': return this.socket(selected.objects[0] ?? null);
      case 'pending': return this.socket(selected.object);
      default: return undefined;
    }
  }

  /** Steps up to the moment, newest last, that changed the entity, with both versions; undefined if it was added or removed. */
  changes(id: EntityId): { step: Step; before: Entity | undefined; after: Entity | undefined }[] {
    const found: ReturnType<Scope['changes']> = [];
    for (const n of this.log.stepsOf(id, this.n)) {
      const step = this.log.step(n)!;
      const { added, updated, removed } = step.diff;
      const change = updated[id];
      if (change) found.push({ step, before: change[0], after: change[1] });
      else if (added[id]) found.push({ step, before: undefined, after: added[id] });
      else if (removed[id]) found.push({ step, before: removed[id], after: undefined });
    }
    return found;
  }

  /** The last step up to the moment at which this became true for the socket. */
  sinceWhen(socket: SocketEntity, test: (s: SocketEntity) => boolean): Step | undefined {
    return this.changes(socket.id).findLast(({ before, after }) =>
      after?.kind === 'socket' && test(after) && !(before?.kind === 'socket' && test(before)))?.step;
  }
}

/** The process that acted in a step; null if none did. */
export function actorOf({ action }: Step): ProcessId | null {
  switch (action.kind) {
    case 'call': case 'completion': return action.participant === '' ? null : processId(splitParticipant(action.participant).process);
    case 'message': return processId(action.from);
    case 'kill': case 'death': return processId(action.process);
  }
}

/** "WSAEventSelect of worker at step 12", "the end of worker at step 3". */
export function deedText(scope: Scope, step: Step): Sentence {
  const actor = actorOf(step);
  const who = actor === null ? 'no process' : scope.names.process(actor);
  const { action } = step;
  switch (action.kind) {
    case 'call': return say`${action.call} of ${who} at ${at(step.n)}`;
    case 'completion': return say`${action.call} of ${who}, made at ${at(action.of)} and returned at ${at(step.n)}`;
    case 'message': return say`the message of ${who} at ${at(step.n)}`;
    case 'kill': return say`the kill of ${who} at ${at(step.n)}`;
    case 'death': return say`the end of ${who} at ${at(step.n)}`;
  }
}
