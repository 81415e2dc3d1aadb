/** Which targets are notified of events on this socket? */
import type { RegistrationEntity, SocketEntity } from '../domain/entities.ts';
import type { RuleId } from '../domain/ids.ts';
import { currentRegistration, registrationsOn } from '../domain/world.ts';
import { isStale, registrationTarget } from '../domain/labels.ts';
import { type Sentence, at, list, say } from '../trace/sentence.ts';
import { type Scope, deedText } from './scope.ts';
import type { Told } from './types.ts';

export function whoGetsEvent(scope: Scope, socket: SocketEntity): Told {
  return scope.rules === 'winsock' ? oneSlot(scope, socket) : everyItem(scope, socket);
}

function oneSlot(scope: Scope, socket: SocketEntity): Told {
  const current = currentRegistration(scope.world, socket.id);
  const former = registrationsOn(scope.world, socket.id).filter((r) => r.state === 'cancelled').map((r) => cancelled(scope, r));
  if (!current)
    return { answer: [say`No process: ${scope.names.object(socket.id)} has no current registration.`, ...former],
      rules: ['S35', ...(former.length > 0 ? ['S38' as const] : [])] };
  const head = say`${scope.names.process(current.process)} alone, for ${current.mask.join(' and ')}: ${current.api} at ${at(current.step)}
    named ${registrationTarget(scope.world, scope.rules, current)} as the target.`;
  const rest = say`A socket has one registration, whichever descriptor it was made through; no process is notified of other events.`;
  return { answer: [head, rest, ...former], rules: ['S35', 'S36'] };
}

function cancelled(scope: Scope, r: RegistrationEntity): Sentence {
  const by = r.cancelledBy === null ? undefined : scope.log.step(r.cancelledBy);
  return say`${scope.names.registration(r)} of ${at(r.step)} was cancelled${by ? say` by ${deedText(scope, by)}` : ''}.`;
}

function everyItem(scope: Scope, socket: SocketEntity): Told {
  const current = registrationsOn(scope.world, socket.id).filter((r) => r.state === 'current').toReversed();
  if (current.length === 0) return { answer: [say`No process: ${scope.names.object(socket.id)} has no registration.`], rules: ['P14'] };
  const rules = new Set<RuleId>(['P14', 'P12']);
  const items = current.map((r) => {
    if (r.api !== 'epoll') {
      rules.add('P15');
      return say`${scope.names.process(r.process)} by the signal ${r.mask.join(' and ')}, since ${at(r.step)}; the description has one
        owner, and the last one set wins.`;
    }
    const stale = isStale(scope.world, r);
    if (stale) rules.add('P13');
    return say`${scope.names.process(r.process)} for ${r.mask.join(' and ')}, under ${scope.names.number(r.number)}, since
      ${at(r.step)}${stale ? '; that descriptor is closed, and the item still reports its number' : ''}.`;
  });
  const head = say`Every process that watches ${scope.names.object(socket.id)}:
    ${list(current.map((r) => scope.names.process(r.process)))}. Epoll items do not cancel each other.`;
  return { answer: [head, ...items], rules: [...rules] };
}
