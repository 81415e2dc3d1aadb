/** Who made it non-blocking? */
import { specOf } from '../calls/catalogue.ts';
import type { SocketEntity } from '../domain/entities.ts';
import type { RuleId } from '../domain/ids.ts';
import { processesAt } from '../hazards/holding.ts';
import { type Sentence, list, say } from '../trace/sentence.ts';
import type { Step } from '../trace/step.ts';
import { type Scope, actorOf, deedText } from './scope.ts';
import type { Told } from './types.ts';

export function whoMadeNonblocking(scope: Scope, socket: SocketEntity): Told {
  const shared = scope.rule('S27', 'P2');
  const it = scope.names.object(socket.id);
  if (!socket.nonblocking) {
    const back = scope.sinceWhen(socket, (s) => !s.nonblocking);
    const made = back !== undefined && back.diff.added[socket.id] === undefined;
    return { answer: [made ? say`It no longer is: ${deedText(scope, back)} made ${it} blocking again.`
      : say`No call did: ${it} is blocking, as sockets are by default.`], rules: [shared] };
  }
  const step = socket.nonblockingSince === null ? undefined : scope.log.step(socket.nonblockingSince);
  if (!step) return { answer: [say`${it} was already non-blocking; no call of this trace changed it.`], rules: [shared] };
  const { why, rules } = reason(scope, step);
  const actor = actorOf(step);
  const others = processesAt(scope.world, socket.id).filter((p) => p !== actor);
  const forOthers = others.length === 0 ? []
    : [say`The mode is shared, so it applies to ${list(others.map((p) => scope.names.process(p)))} too.`];
  return { answer: [say`${deedText(scope, step)} did: ${why}`, ...forOthers], rules: [...new Set<RuleId>([...rules, shared])] };
}

function reason(scope: Scope, { action }: Step): { why: Sentence; rules: readonly RuleId[] } {
  const call = action.kind === 'call' || action.kind === 'completion' ? specOf(scope.rules, action.call) : undefined;
  switch (call?.nonblocking) {
    case 'by registering': return { why: say`registering makes the socket non-blocking, whatever the mask.`, rules: ['S37'] };
    case 'inherited': return { why: say`the accepted socket inherited the mode of its listener, with its registration.`, rules: ['S45'] };
    case 'when made': return { why: say`it was created with SOCK_NONBLOCK.`, rules: ['P20'] };
    case 'status flags': return { why: say`it set O_NONBLOCK, which belongs to the shared description.`, rules: ['P1', 'P2'] };
    case 'ioctl': return { why: say`it set FIONBIO.`, rules: [scope.rule('S27', 'P2')] };
    case undefined: return { why: say`it changed the shared mode.`, rules: [scope.rule('S27', 'P2')] };
  }
}
