/** Rule ids as links that open the rule's text. */
import { useId, useState } from 'react';
import type { RuleId } from '../../shared/domain/ids.ts';
import { findRule } from '../../shared/rules/catalogue.ts';
import { hypothesisText, isHypothesis } from '../../shared/rules/evidence.ts';
import { RuleCard } from './rule-card.tsx';
import { strings } from './rule-strings.ts';

export function RuleChips({ rules }: { rules: readonly RuleId[] }) {
  const [shown, setShown] = useState<RuleId | null>(null);
  const card = useId();
  if (rules.length === 0) return null;
  return (
    <>
      <span className="rule-chips">
        {[...new Set(rules)].map((id) => (
          <Chip key={id} id={id} card={shown === id ? card : undefined} onClick={() => setShown(shown === id ? null : id)} />
        ))}
      </span>
      {shown !== null && <RuleCard key={shown} id={shown} card={card} />}
    </>
  );
}

/** @param card the id of the card that it has opened. */
function Chip({ id, card, onClick }: { id: RuleId; card: string | undefined; onClick: () => void }) {
  const rule = findRule(id);
  const hypothesis = rule === undefined ? null : hypothesisText(rule);
  return (
    <button type="button" className="link" aria-expanded={card !== undefined} aria-controls={card} onClick={onClick}
      title={strings.chip(rule === undefined ? id : `${id}: ${rule.title}`, hypothesis)}>
      {id}{hypothesis !== null && <span className="rule-mark">{strings.hypothesis(rule !== undefined && isHypothesis(rule))}</span>}
    </button>
  );
}
