/** What lies between two steps: things added, updated (field by field) and removed. */
import './diff.css';
import { useMemo, useState } from 'react';
import { ArrowLeftRight } from 'lucide-react';
import { type WorldChange, compareWorlds } from '../../shared/domain/compare-worlds.ts';
import type { WorldView } from '../../shared/domain/world.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { currentHistory, useSession } from '../store/session.ts';
import { plural } from '../../shared/words/values.ts';
import { ChangeRow } from './change-row.tsx';
import { StepChoice } from './step-choice.tsx';

const GROUPS = [['added', 'Added'], ['updated', 'Updated'], ['removed', 'Removed']] as const;

export function Diff() {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  // Without a choice of one's own, the step shown is compared with the one before.
  const [fixed, setFixed] = useState<number | null>(null);
  const [fixedTo, setFixedTo] = useState<number | null>(null);
  const to = Math.min(fixedTo ?? position, length);
  const from = Math.min(fixed ?? Math.max(0, to - 1), length);
  const { before, after, changes } = useMemo(() => {
    const { log } = currentHistory();
    const worlds = { before: log.worldAt(from), after: log.worldAt(to) };
    return { ...worlds, changes: compareWorlds(worlds.before, worlds.after) };
    // The history grows in place, and what is past does not change.
  }, [from, to]);
  const swap = () => {
    setFixed(to);
    setFixedTo(from);
  };
  return (
    <div className="diff" data-testid="diff">
      <div className="diff-bar">
        <StepChoice label="From" value={from} max={length} onChange={setFixed} testId="diff-from" />
        <button type="button" className="quiet" onClick={swap} title="Exchange the two steps"><ArrowLeftRight size={13} aria-hidden="true" /> Swap</button>
        <StepChoice label="to" value={to} max={length} onChange={setFixedTo} testId="diff-to" />
        {(fixed !== null || fixedTo !== null) && (
          <button type="button" className="link" onClick={() => { setFixed(null); setFixedTo(null); }}>Follow the step shown</button>
        )}
        <span className="spring" />
        <span className="quiet-text" data-testid="diff-sum">{plural(changes.length, 'change')}</span>
        {changes.length > 0 && <CopyButton text={JSON.stringify(changes, null, 2)} what="the difference as JSON" />}
      </div>
      <Changes changes={changes} before={before} after={after} from={from} to={to} />
    </div>
  );
}

function Changes({ changes, before, after, from, to }: { changes: readonly WorldChange[]; before: WorldView; after: WorldView; from: number; to: number }) {
  if (changes.length === 0) {
    return (
      <p className="empty">
        {from === to ? 'Both sides are the same step. Choose another one to see what lies between them.'
          : `Nothing in the world differs between step ${from} and step ${to}: no thing was added, changed or removed.`}
      </p>
    );
  }
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="changes" tabIndex={0} aria-label="Changes">
      {GROUPS.map(([kind, title]) => {
        const mine = changes.filter((c) => c.kind === kind);
        return mine.length > 0 && (
          <section key={kind} aria-label={title}>
            <h2 className="heading">{title}<span>{mine.length}</span></h2>
            <ul>{mine.map((change) => <ChangeRow key={change.id} change={change} before={before} after={after} />)}</ul>
          </section>
        );
      })}
    </section>
  );
}
