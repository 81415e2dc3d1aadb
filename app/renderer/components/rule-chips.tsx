/** Rule ids as links that open the rule's text. */
import { useId, useState } from 'react';
import type { RuleId } from '../../shared/domain/ids.ts';
import { RuleCard } from './rule-card.tsx';
import { strings } from './strings.ts';

export function RuleChips({ rules }: { rules: readonly RuleId[] }) {
  const [shown, setShown] = useState<RuleId | null>(null);
  const card = useId();
  if (rules.length === 0) return null;
  return (
    <>
      <span className="rule-chips">
        {[...new Set(rules)].map((id) => (
          <button key={id} type="button" className="link" aria-expanded={shown === id} aria-controls={shown === id ? card : undefined}
            title={strings.ruleTitle(id)} onClick={() => setShown(shown === id ? null : id)}>{id}</button>
        ))}
      </span>
      {shown !== null && <RuleCard id={shown} card={card} />}
    </>
  );
}
