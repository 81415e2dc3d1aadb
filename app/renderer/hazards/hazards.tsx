/** Legal states that cause trouble: those present at this step, for the selection or for the whole session. */
import './hazards.css';
import { TriangleAlert } from 'lucide-react';
import { isFoundBy } from '../../shared/hazards/found-by.ts';
import type { Hazard } from '../../shared/trace/hazard.ts';
import { RuleChips } from '../components/rule-chips.tsx';
import { SentenceText } from '../components/sentence-text.tsx';
import { StepLink } from '../components/step-link.tsx';
import { PanelHeading } from '../components/panel-heading.tsx';
import { currentHistory, useSession } from '../store/session.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

export function Hazards({ selection }: { selection: string | null }) {
  const position = useSession((s) => s.position);
  const world = useSession((s) => s.world);
  const step = currentHistory().log.step(position);
  const hazards = currentHistory().hazardsAt(position).filter((h) => selection === null || h.subjects.some((s) => s === selection));
  const ended = selection === null ? (step?.hazards ?? []).filter((h) => h.state === 'ended') : [];
  if (hazards.length + ended.length === 0) return null;
  return (
    <section aria-label={strings.label} data-testid="hazards">
      <PanelHeading aside={hazards.length} tone={hazards.length > 0 ? 'warn' : 'faint'}>
        {selection === null ? strings.atStep : strings.ofSelection}</PanelHeading>
      {hazards.map((h) => <HazardCard key={keyOf(h)} hazard={h}
        here={step === undefined || h.since !== position ? 'earlier' : isFoundBy(h, step, world) ? 'new' : 'found'} />)}
      {ended.map((h) => <p key={keyOf(h)} className="note">
        {filled(strings.ended, { title: h.title.toLowerCase(), step: <StepLink n={h.since} /> })}</p>)}
    </section>
  );
}

const keyOf = (h: Hazard) => `${h.id} ${h.subjects.join(' ')}`;

function HazardCard({ hazard, here }: { hazard: Hazard; here: 'new' | 'found' | 'earlier' }) {
  return (
    <div className="card hazard" data-new={here === 'new'} data-testid={`hazard-${hazard.id}`}>
      <p><TriangleAlert size={13} aria-hidden="true" /> <b data-tone="warn">{hazard.title}</b>
        {here === 'earlier' ? filled(strings.since, { step: <StepLink n={hazard.since} /> }) : strings.here[here]}</p>
      {/* The text is not updated: holders might have changed since. */}
      <p>{here === 'earlier' && <span className="quiet-text">{strings.former}</span>}<SentenceText sentence={hazard.sentence} /></p>
      <RuleChips rules={hazard.rules} />
    </div>
  );
}
