/** Why is this socket still open? Lists its holders and the closes that were not the last. */
import type { DescriptorEntity, SocketEntity } from '../domain/entities.ts';
import type { RuleId } from '../domain/ids.ts';
import { allOf, descriptorsFor, entity, pendingOn, transfersInFlight } from '../domain/world.ts';
import { type Sentence, at, say } from '../trace/sentence.ts';
import { type Scope, actorOf, deedText } from './scope.ts';
import type { Told } from './types.ts';

export function whyOpen(scope: Scope, socket: SocketEntity): Told {
  const rules = new Set<RuleId>([scope.rule('S31', 'P16')]);
  const it = scope.names.object(socket.id);
  if (socket.closedAt !== null) {
    const closing = scope.log.step(socket.closedAt);
    const how = closing ? deedText(scope, closing) : say`${at(socket.closedAt)}`;
    return { answer: [say`${it} is not open: ${how} freed its last reference.`], rules: [...rules] };
  }
  const holders = [...descriptorSentences(scope, socket), ...transferSentences(scope, socket, rules),
    ...callSentences(scope, socket, rules)];
  const waiting = allOf(scope.world, 'socket').find((s) => s.backlog.includes(socket.id));
  if (waiting)
    holders.push(say`The system holds it in the accept queue of ${scope.names.object(waiting.id)}; no process has accepted it yet.`);
  const count = holders.length;
  const head = say`${it} is open because ${count === 1 ? 'one holder keeps it' : `${count} holders keep it`}; it closes with the last one.`;
  return { answer: [head, ...holders, ...closesThatDidNot(scope, socket)], rules: [...rules] };
}

function descriptorSentences(scope: Scope, socket: SocketEntity): Sentence[] {
  return descriptorsFor(scope.world, socket.id).map((d) => {
    if (entity(scope.world, 'process', d.process)?.role === 'outside')
      return say`${scope.names.process(d.process)}, the program at the other end, has held it since ${at(d.step)}.`;
    return say`${scope.names.descriptor(d)}, ${d.how} at ${at(d.step)}.`;
  });
}

function transferSentences(scope: Scope, socket: SocketEntity, rules: Set<RuleId>): Sentence[] {
  return transfersInFlight(scope.world, socket.id).map((t) => {
    if (t.form === 'SCM_RIGHTS') {
      rules.add('P5');
      return say`${scope.names.transfer(t)}, sent at ${at(t.step)}, is in the queue of
        ${t.carrier === null ? 'its carrier' : scope.names.object(t.carrier)}.`;
    }
    rules.add('S7').add('S8');
    return say`${scope.names.transfer(t)}, exported at ${at(t.step)} and not imported: the reference is in the handle table of
      ${t.target === null ? 'its target' : scope.names.process(t.target)} until that process imports it or exits.`;
  });
}

/** On Linux a blocked call holds the socket after its descriptor is closed. */
function callSentences(scope: Scope, socket: SocketEntity, rules: Set<RuleId>): Sentence[] {
  if (scope.rules !== 'linux') return [];
  return pendingOn(scope.world, socket.id).map((p) => {
    rules.add('P27');
    return say`${p.call} of ${scope.names.process(p.process)}, blocked since ${at(p.step)}, holds it even if its descriptor is closed.`;
  });
}

function closesThatDidNot(scope: Scope, socket: SocketEntity): Sentence[] {
  return scope.log.steps().slice(0, scope.n).flatMap((step) => {
    const freed = Object.values(step.diff.removed).filter((e): e is DescriptorEntity => e.kind === 'descriptor' && e.object === socket.id);
    return freed.map((d) => {
      const by = actorOf(step) === d.process && step.action.kind === 'call' ? step.action.call : 'The end of the process';
      return say`${by} at ${at(step.n)} freed ${scope.names.descriptor(d)} and nothing more.`;
    });
  });
}
