/** Two captures compared: sockets added, updated and removed, each with its differences. */
import '../diff/change.css';
import { useEffect, useState } from 'react';
import type { LiveComparison } from '../../shared/live/answers.ts';
import { Arrows } from '../components/arrows.tsx';
import { ask } from '../store/host-client.ts';
import { selectSocket, useLive } from '../store/live.ts';
import { addressText, kindText } from './texts.ts';
import { strings } from './strings.ts';

const MOST = 300;
const SIGNS = { added: '+', updated: '~', removed: '−' } as const;

export function LiveChanges({ before, after }: { before: string; after: string }) {
  const filter = useLive((s) => s.filter);
  const [comparison, setComparison] = useState<LiveComparison | null>(null);
  useEffect(() => {
    let gone = false;
    void ask('live.compare', { before, after, filter, from: 0, count: MOST })
      .then((answer) => { if (!gone && answer) setComparison(answer); });
    return () => { gone = true; };
  }, [before, after, filter]);
  if (!comparison) return <p className="empty">{strings.changes.comparing}</p>;
  if (comparison.problem !== null) return <p className="empty" role="alert">{comparison.problem}</p>;
  if (comparison.total === 0) return <p className="empty">{filter.trim() === '' ? strings.changes.none : strings.changes.noneMatching}</p>;
  return (
    // A region that scrolls must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="live-changes" aria-label={strings.changes.label} data-testid="live-change-list" tabIndex={0}>
      <p className="quiet-text">{strings.changes.counts(comparison.added, comparison.updated, comparison.removed)}
        {comparison.total > MOST && strings.changes.firstListed(MOST)}</p>
      <ul>
        {comparison.changes.map(({ change, key, before: was, after: now, what }) => {
          const row = now ?? was!;
          const name = `${kindText(row)} ${addressText(row)}`;
          return (
            <li key={key} className="change" data-kind={change}>
              <span className="sign mono" aria-hidden="true">{SIGNS[change]}</span>
              <div>
                {now ? <button type="button" className="link" onClick={() => selectSocket(now.socket, now.key)}>
                  <Arrows text={name} /></button> : <span><Arrows text={name} /></span>}
                <p className="quiet-text">
                  {strings.changes.what(change === 'added' ? strings.changes.added : change === 'removed' ? strings.changes.gone : '',
                    what)}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
