/** Copies that we hold of other processes' descriptors: each is one more holder until it is released. */
import { useEffect } from 'react';
import { create } from 'zustand';
import type { Fetched } from '../../shared/live/contract.ts';
import { PanelHeading } from '../inspector/panel-heading.tsx';
import { inTurn, takePlace } from '../store/actions.ts';
import { ask, resynchronise } from '../store/host.ts';
import { askToOpen } from '../store/opening.ts';
import { tell } from '../store/ui.ts';

const useFetched = create<{ copies: readonly Fetched[] }>(() => ({ copies: [] }));

export async function readFetched(): Promise<void> {
  const copies = await ask('live.fetched', {});
  if (copies) useFetched.setState({ copies });
}

async function release(fetched: string): Promise<void> {
  await ask('live.release', { fetched });
  await readFetched();
}

/** The copy is the session's from then on, and is closed with it. Whoever cancels before has it as it was. */
async function openFromCopy(fetched: string): Promise<void> {
  let begun = false;
  await inTurn(async () => {
    const opened = await askToOpen('live.session', { fetched }, { first: 'Finding out who else holds the socket' });
    if (!opened) return;
    await takePlace(opened);
    await resynchronise();
    begun = true;
  });
  await readFetched();
  const there = useFetched.getState().copies.some((copy) => copy.fetched === fetched);
  if (!begun && !there) tell('The session was there before the wish to cancel it was heard: it was closed, and the copy with it.');
}

export function FetchedCopies() {
  const copies = useFetched((s) => s.copies);
  useEffect(() => { void readFetched(); }, []);
  if (copies.length === 0) return null;
  return (
    <section aria-label="Fetched copies" data-testid="live-fetched">
      <PanelHeading aside={copies.length} tone="warn">Copies that we hold</PanelHeading>
      {copies.map((copy) => (
        <div key={copy.fetched} className="card">
          <p>Our fd <span className="mono">{copy.descriptor}</span>, a copy of {copy.from.name} ({copy.from.pid}) fd <span className="mono">{copy.from.descriptor}</span>. While we hold it, the socket cannot close.</p>
          <dl className="fact-list">
            <div className="fact"><dt>Owner</dt><dd>{copy.owner.kind === 'nobody' ? 'nobody gets SIGIO' : `${copy.owner.kind} ${copy.owner.name ?? ''} ${copy.owner.id} gets SIGIO`}</dd></div>
            <div className="fact"><dt>Mode</dt><dd>{copy.nonblocking ? 'non-blocking' : 'blocking'}{copy.asynchronous ? ', O_ASYNC' : ''}</dd></div>
            {copy.options.map(({ name, value }) => <div key={name} className="fact"><dt className="mono">{name}</dt><dd className="mono">{value}</dd></div>)}
          </dl>
          <button type="button" className="primary" data-testid="live-session" title="Make calls through the copy, one step at a time, with the real holders in the picture" onClick={() => void openFromCopy(copy.fetched)}>Step through it</button>{' '}
          <button type="button" data-testid="live-release" onClick={() => void release(copy.fetched)}>Release it</button>
        </div>
      ))}
    </section>
  );
}
