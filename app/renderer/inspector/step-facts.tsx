/** The facts learned at a step, thing by thing. */
import type { Step } from '../../shared/trace/step.ts';
import { numberText, socketTitle } from '../../shared/domain/labels.ts';
import type { World } from '../../shared/domain/world.ts';
import type { Rules } from '../../shared/domain/entities.ts';
import { useRules, useSession } from '../store/session.ts';
import { readText } from '../format/field.ts';
import { FactRow } from '../components/fact-row.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { SelectLink } from '../components/select-link.tsx';
import { strings } from './strings.ts';

export function StepFacts({ step }: { step: Step }) {
  const world = useSession((s) => s.world);
  const rules = useRules();
  if (step.facts.length === 0) return null;
  return (
    <>
      <PanelHeading aside={step.facts.length}>{strings.step.facts}</PanelHeading>
      <dl className="fact-list">
        {step.facts.map((fact) => (
          <FactRow key={`${fact.subject} ${fact.what}`} name={fact.what} source={{ known: fact.known }} copy={readText(fact.value)}>
            <SelectLink id={fact.subject}>{thingName(world, rules, fact.subject)}</SelectLink>
            {' '}<span className="mono">{readText(fact.value)}</span>
          </FactRow>
        ))}
      </dl>
    </>
  );
}

/** A thing in a word or two: "#3 TCP", "reader", "reader 0xA8". */
function thingName(world: World, rules: Rules, id: string): string {
  const e = world.get(id);
  if (e?.kind === 'socket') return socketTitle(e);
  if (e?.kind === 'process') return e.name;
  if (e?.kind === 'descriptor') return `${e.process.slice('process:'.length)} ${numberText(rules, e.number)}`;
  if (e?.kind === 'event') return strings.thingEvent(e.process.slice('process:'.length), numberText(rules, e.number));
  return id.replace(':', ' ');
}
