/** A registration in one line, and the sentence about its cancellation. */
import { specOf } from '../../shared/calls/catalogue.ts';
import type { RegistrationEntity, Rules } from '../../shared/domain/entities.ts';
import { type World, allOf } from '../../shared/domain/world.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import { numberText } from '../../shared/domain/labels.ts';
import { currentHistory, useRules, useSession } from '../store/session.ts';
import { Arrows } from '../components/arrows.tsx';
import { StepLink } from '../components/step-link.tsx';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

export function RegistrationLine({ registration }: { registration: RegistrationEntity }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  const target = targetText(world, rules, registration);
  const Line = registration.state === 'cancelled' ? 's' : 'span';
  return (
    <Line className={registration.state === 'cancelled' ? 'registration-line struck' : 'registration-line'}>
      <b data-hue={hueOf(currentHistory().places, registration.process)} className="hued">
        {registration.process.slice('process:'.length)}</b>
      {' '}<span className="mono">{registration.mask.join('|') || strings.registration.noEvents}
        {registration.api === 'epoll' ? ` ${numberText(rules, registration.number)}` : ''} <Arrows text={`→ ${target}`} /></span>
    </Line>
  );
}

function targetText(world: World, rules: Rules, { target }: RegistrationEntity): string {
  if (target === null) return strings.registration.targets.none;
  const event = world.get(target);
  if (event?.kind === 'event') return strings.registration.targets.event(numberText(rules, event.number));
  const holder = allOf(world, 'descriptor').find((d) => d.object === target);
  return holder ? strings.registration.targets.epoll(numberText(rules, holder.number)) : strings.registration.targets.closedEpoll;
}

export function CancelledSentence({ registration }: { registration: RegistrationEntity }) {
  const { cancelledBy } = registration;
  if (cancelledBy === null) return null;
  return <p className="sentence">
    {filled(strings.registration.cancelledBy, { step: <StepLink n={cancelledBy} />, reason: reasonFor(registration) })}</p>;
}

/** Why the step that cancelled it did so, by what kind of step it was. */
function reasonFor(registration: RegistrationEntity): string {
  const action = currentHistory().log.step(registration.cancelledBy ?? 0)?.action;
  if (action?.kind === 'kill' || action?.kind === 'death')
    return strings.registration.reasons.ended(registration.api === 'epoll' ? 'P16' : 'S48');
  if (action?.kind !== 'call') return strings.registration.reasons.step;
  const { rules } = currentHistory().log.header;
  const call = specOf(rules, action.call);
  if (call?.closes) return rules === 'winsock' ? strings.registration.reasons.closesocket : strings.registration.reasons.closed;
  if (call?.nonblocking === 'by registering') {
    const mask = action.resolved['mask'];
    return Array.isArray(mask) && mask.length === 0 ? strings.registration.reasons.emptyMask : strings.registration.reasons.replaced;
  }
  return call?.registers === 'beside' ? strings.registration.reasons.deleted : strings.registration.reasons.other(action.call);
}
