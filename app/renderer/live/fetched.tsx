/** The copies of other processes' descriptors: each is one more holder until it is released. */
import { useEffect, useRef } from 'react';
import type { Fetched } from '../../shared/live/answers.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { inTurn, takePlace } from '../store/session-actions.ts';
import { scan } from '../store/live.ts';
import { ask } from '../store/host-client.ts';
import { askToOpen } from '../store/opening.ts';
import { showNotice } from '../store/ui.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';
import { pageStore } from '../store/resettable.ts';

const useFetched = pageStore<{ copies: readonly Fetched[] }>(() => ({ copies: [] }));

export async function readFetched(): Promise<void> {
  const copies = await ask('live.fetched', {});
  if (copies) useFetched.setState({ copies });
}

async function release(fetched: string): Promise<void> {
  await ask('live.release', { fetched });
  await readFetched();
  void scan();
}

/** The session owns the copy from then on, and closes it. If the user cancels before, the copy stays. */
async function openFromCopy(fetched: string): Promise<void> {
  let begun = false;
  await inTurn(async () => {
    const opened = await askToOpen('live.session', { fetched }, { first: strings.copies.finding });
    if (!opened) return;
    await takePlace(opened);
    begun = true;
  });
  await readFetched();
  const there = useFetched.getState().copies.some((copy) => copy.fetched === fetched);
  if (!begun && !there) showNotice(strings.copies.cancelledLate);
}

export function FetchedCopies() {
  const copies = useFetched((s) => s.copies);
  const section = useRef<HTMLElement>(null);
  useEffect(() => { void readFetched(); }, []);
  // It is below long details; the next thing to do is there.
  // oxlint-disable-next-line react/exhaustive-effect-dependencies -- another copy was fetched
  useEffect(() => { section.current?.scrollIntoView({ block: 'nearest' }); }, [copies.length]);
  if (copies.length === 0) return null;
  return (
    <section ref={section} aria-label={strings.copies.heading} data-testid="live-fetched">
      <PanelHeading aside={copies.length} tone="warn">{strings.copies.heading}</PanelHeading>
      {copies.map((copy) => (
        <div key={copy.fetched} className="card">
          <p>
            {filled(strings.copies.text,
              { fd: <span className="mono">{copy.descriptor}</span>, process: `${copy.from.name} (${copy.from.pid})`,
                original: <span className="mono">{copy.from.descriptor}</span> })}</p>
          <dl className="fact-list">
            <div className="fact"><dt>{strings.copies.ownerName}</dt>
              <dd>
                {copy.owner.kind === 'none' ? strings.copies.noOwner
                  : strings.copies.owner(copy.owner.kind, copy.owner.name, copy.owner.id)}</dd></div>
            <div className="fact"><dt>{strings.copies.mode}</dt>
              <dd>{copy.nonblocking ? strings.copies.nonblocking : strings.copies.blocking}
                {copy.asynchronous ? strings.copies.asynchronous : ''}</dd></div>
            {copy.options.map(({ name, value }) => <div key={name} className="fact"><dt className="mono">{name}</dt>
              <dd className="mono">{value}</dd></div>)}
          </dl>
          <button type="button" className="primary" data-testid="live-session" title={strings.copies.stepThroughTitle}
            onClick={() => void openFromCopy(copy.fetched)}>{strings.copies.stepThrough}</button>{' '}
          <button type="button" data-testid="live-release" onClick={() => void release(copy.fetched)}>{strings.copies.release}</button>
        </div>
      ))}
    </section>
  );
}
