/** The changes between two steps: things added, updated (field by field) and removed. */
import './diff.css';
import { useMemo, useState } from 'react';
import { ArrowLeftRight } from 'lucide-react';
import { type WorldChange, compareWorlds } from '../../shared/domain/compare-worlds.ts';
import type { WorldView } from '../../shared/domain/world.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { useRange } from '../store/axis.ts';
import { currentHistory, useSession } from '../store/session.ts';
import { ChangeRow } from './change-row.tsx';
import { StepChoice } from './step-choice.tsx';
import { strings } from './strings.ts';

const GROUPS = ['added', 'updated', 'removed'] as const;

export function Diff() {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  // By default, the current step is compared with the previous one.
  const [fixed, setFixed] = useState<number | null>(null);
  const [fixedTo, setFixedTo] = useState<number | null>(null);
  // A range selected on the time axis gives the two steps.
  const range = useRange();
  const to = Math.min(fixedTo ?? range?.to ?? position, length);
  const from = Math.min(fixed ?? Math.max(0, range ? range.from - 1 : to - 1), length);
  const { before, after, changes } = useMemo(() => {
    const { log } = currentHistory();
    const worlds = { before: log.worldAt(from), after: log.worldAt(to) };
    return { ...worlds, changes: compareWorlds(worlds.before, worlds.after) };
    // The history grows in place, and past entries do not change.
  }, [from, to]);
  const swap = () => {
    setFixed(to);
    setFixedTo(from);
  };
  return (
    <div className="diff" data-testid="diff">
      <div className="diff-bar">
        <StepChoice label={strings.from} value={from} max={length} onChange={setFixed} testId="diff-from" />
        <button type="button" className="quiet" onClick={swap} title={strings.swapTitle}>
          <ArrowLeftRight size={13} aria-hidden="true" /> {strings.swap}</button>
        <StepChoice label={strings.to} value={to} max={length} onChange={setFixedTo} testId="diff-to" />
        {(fixed !== null || fixedTo !== null) && (
          <button type="button" className="link" onClick={() => { setFixed(null); setFixedTo(null); }}>{strings.follow}</button>
        )}
        <span className="spring" />
        <span className="quiet-text" data-testid="diff-sum">{strings.count(changes.length)}</span>
        {changes.length > 0 && <CopyButton text={JSON.stringify(changes, null, 2)} what={strings.copy} />}
      </div>
      <Changes changes={changes} before={before} after={after} from={from} to={to} />
    </div>
  );
}

function Changes(
  { changes, before, after, from, to }: { changes: readonly WorldChange[]; before: WorldView; after: WorldView; from: number; to: number },
) {
  if (changes.length === 0) {
    return (
      <p className="empty">{from === to ? strings.sameStep : strings.noChange(from, to)}</p>
    );
  }
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="changes" tabIndex={0} aria-label={strings.changes}>
      {GROUPS.map((kind) => {
        const title = strings.groups[kind];
        const mine = changes.filter((c) => c.kind === kind);
        return mine.length > 0 && (
          <section key={kind} aria-label={title}>
            <h2 className="heading">{title}<span>{mine.length}</span></h2>
            <ul>{mine.map((change) => <ChangeRow key={change.id} change={change} before={before} after={after} from={from} to={to} />)}</ul>
          </section>
        );
      })}
    </section>
  );
}
