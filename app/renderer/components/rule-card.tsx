/** One rule of the specification: its text, its evidence, and its source. */
import { useEffect, useRef } from 'react';
import { findRule } from '../../shared/rules/catalogue.ts';
import { assertedIn, evidenceText, hypothesisText } from '../../shared/rules/evidence.ts';
import type { RuleId } from '../../shared/domain/ids.ts';
import { CopyButton } from './copy-button.tsx';
import './rule-card.css';
import { strings } from './rule-strings.ts';

export function RuleCard({ id, card }: { id: RuleId; card?: string }) {
  const rule = findRule(id);
  const shown = useRef<HTMLDivElement>(null);
  // It opens below its button, which can be the last line in view.
  useEffect(() => { shown.current?.scrollIntoView({ block: 'nearest' }); }, []);
  if (!rule) return <p className="rule-card" id={card}>{strings.unknown(id)}</p>;
  const hypothesis = hypothesisText(rule);
  return (
    <div ref={shown} className="rule-card" id={card} data-testid={`rule-${id}`}>
      <p><b>{id}</b> <b>{rule.title}</b> <CopyButton text={strings.copied(id, rule.title, rule.text)} what={strings.copy(id)} /></p>
      <p>{rule.text}</p>
      {hypothesis !== null && <p className="hypothesis">{hypothesis}</p>}
      <p className="quiet-text">{strings.evidence(evidenceText(rule), [...assertedIn(id), ...rule.sources])}</p>
    </div>
  );
}
