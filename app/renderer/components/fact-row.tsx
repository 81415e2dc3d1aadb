/** One fact: its name, its value, and its source. */
import type { ReactNode } from 'react';
import type { Known } from '../../shared/domain/entities.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { KnownMark } from './known-mark.tsx';
import { readText } from '../format/field.ts';
import { CopyButton } from './copy-button.tsx';

export interface Source {
  known: Known;
  step?: number;
}

interface Props {
  name: string;
  children: ReactNode;
  source?: Source;
  /** A source without a step. */
  known?: Known;
  /** Set for values that are useful elsewhere. */
  copy?: string;
}

export function FactRow({ name, children, known, source = known && { known }, copy }: Props) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>
        <span className="value">{children}</span>
        {copy !== undefined && <CopyButton text={copy} what={name} />}
        {source && <KnownMark {...source} />}
      </dd>
    </div>
  );
}

/**
 * The source of one value: the latest fact with the same value, else the prediction. A fact with
 * another value belonged to an earlier step.
 */
export function useSource(subject: string): (what: string, value: unknown) => Source {
  const position = useSession((s) => s.position);
  const facts = currentHistory().factsOf(subject, position);
  return (what, value) => {
    const fact = facts.find((f) => f.what === what);
    return fact && String(fact.value) === String(value) ? { known: fact.known, step: fact.step } : { known: 'predicted' };
  };
}

/** Facts about a thing that are not shown in other rows. */
export function OtherFacts({ subject, shown }: { subject: string; shown: readonly string[] }) {
  const position = useSession((s) => s.position);
  const rest = currentHistory().factsOf(subject, position).filter((fact) => !shown.includes(fact.what));
  return rest.map((fact) => (
    <FactRow key={fact.what} name={fact.what[0]?.toUpperCase() + fact.what.slice(1)} source={{ known: fact.known, step: fact.step }}
      copy={readText(fact.value)}>
      <span className="mono">{readText(fact.value)}</span>
    </FactRow>
  ));
}
