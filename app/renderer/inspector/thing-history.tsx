/** The steps that concern the selected thing, the newest first: its creation, changes and removal. */
import { useState } from 'react';
import { changedFields } from '../../shared/domain/compare-worlds.ts';
import type { Entity } from '../../shared/domain/entities.ts';
import { Arrows } from '../components/arrows.tsx';
import { StepLink } from '../components/step-link.tsx';
import { currentHistory, useSession } from '../store/session.ts';
import { fieldName, fieldText, isUntold } from '../format/field.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';

const FIRST = 8;

export function ThingHistory({ id }: { id: string }) {
  const position = useSession((s) => s.position);
  const [all, setAll] = useState(false);
  const steps = currentHistory().log.stepsOf(id, position);
  if (steps.length === 0) return null;
  const shown = all ? steps.toReversed() : steps.slice(-FIRST).toReversed();
  return (
    <section aria-label={strings.history.label} data-testid="thing-history">
      <PanelHeading aside={steps.length}>{strings.history.label}</PanelHeading>
      <ul className="thing-history">
        {shown.map((n) => <li key={n}><StepLink n={n} /><span><Change id={id} n={n} /></span></li>)}
      </ul>
      {steps.length > FIRST
        && <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? strings.history.newest : strings.history.all(steps.length)}</button>}
    </section>
  );
}

function Change({ id, n }: { id: string; n: number }) {
  const diff = currentHistory().log.step(n)?.diff;
  if (diff?.added[id]) return strings.history.created;
  if (diff?.removed[id]) return strings.history.gone;
  const pair = diff?.updated[id];
  return pair ? <Fields before={pair[0]} after={pair[1]} /> : null;
}

function Fields({ before, after }: { before: Entity; after: Entity }) {
  const fields = changedFields(before, after).filter(({ field }) => !isUntold(field));
  if (fields.length === 0) return strings.history.changed;
  return fields.map(({ field, before: was, after: now }, i) => (
    <span key={field}>{i > 0 && strings.history.separator}
      {fieldName(field)} <span className="mono quiet-text">{fieldText(field, was)}</span> <Arrows text="→" /> <span className="mono">
        {fieldText(field, now)}</span></span>
  ));
}
