/**
 * The steps: performed ones, then, dimmed, the planned ones; of a recording, with its episodes folded. The time axis can
 * narrow them to a range. Only visible rows are drawn.
 */
import './steps.css';
import { useMemo, useRef, useState } from 'react';
import { StoryRows } from '../../shared/story/rows.ts';
import { useRange } from '../store/axis.ts';
import { isRecording, totalSteps, useSession } from '../store/session.ts';
import { goTo } from '../store/session-actions.ts';
import { SEEN, Settled } from '../store/deferred-session.tsx';
import { type MenuItem, openMenu } from '../components/context-menu.tsx';
import { stepByKey } from '../components/step-keys.ts';
import { useVirtualRows } from '../components/virtual-rows.ts';
import { EpisodeRow } from './episode-row.tsx';
import { PlannedRow, StepRow } from './step-row.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

const ROW = 42;
/** More than the number of visible rows in any window. */
const SLOTS = 256;

/** What a right click on the step at a position offers; a replayed session has no menu. */
interface Menu { menu?: ((n: number) => MenuItem[]) | undefined }

export function StepsList({ menu }: Menu) {
  const opened = useSession((s) => s.opened);
  if (!opened) return null;
  return (
    <nav className="steps" aria-label={strings.heading}>
      <h2 className="heading">{strings.heading} <Position /></h2>
      <Settled pace={SEEN}><Rows menu={menu} /></Settled>
    </nav>
  );
}

function Position() {
  const position = useSession((s) => s.position);
  const total = useSession(totalSteps);
  const length = useSession((s) => s.length);
  return (
    <>
      {position < length && <button type="button" className="link" data-testid="latest" title={strings.latestTitle(length)}
        onClick={() => goTo(length)}>{strings.latest}</button>}
      <span data-testid="position">{common.positionOf(position, total)}</span>
    </>
  );
}

function Rows({ menu }: Menu) {
  const scroller = useRef<HTMLOListElement>(null);
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  const total = useSession(totalSteps);
  const opened = useSession((s) => s.opened);
  const recording = useSession(isRecording);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const history = useSession((s) => s.history);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const story = useMemo(() => new StoryRows(history?.episodes.list ?? [], open, total), [history, open, total]);
  const range = useRange();
  // A range narrows the list to its rows.
  const from = range ? Math.max(0, story.rowOf(range.from)) : 0;
  const count = range ? story.rowOf(range.to) - from + 1 : story.count;
  const { first, end, above, below } = useVirtualRows(scroller, count, ROW,
    { row: Math.max(0, Math.min(count - 1, story.rowOf(position) - from)) });
  if (!opened || !history) return null;
  const { log } = history;
  const toggle = (from: number) => setOpen((before) => (before.has(from) ? new Set([...before].filter((n) => n !== from))
    : new Set([...before, from])));
  const { scenario, rules } = opened.header;

  const label = recording ? strings.listOfRecording : strings.list;
  const rows = [];
  for (let row = from + first; row < from + end; row++) {
    const shown = story.at(row);
    if (shown.kind === 'episode') {
      rows.push(<EpisodeRow key={`episode ${shown.episode.from}`} {...shown} position={position} onToggle={toggle} />);
      continue;
    }
    const { n } = shown;
    const step = log.step(n);
    const planned = scenario.steps[performed + n - length - 1];
    // After a long jump the list shows other steps in the same rows: they are filled again, not rebuilt.
    const key = row % SLOTS;
    if (step)
      rows.push(<StepRow key={key} step={step} rules={rules} total={total} here={n === position} tabbable={n === Math.max(1, position)} />);
    else if (planned)
      rows.push(<PlannedRow key={key} n={n} plan={performed + n - length - 1} step={planned} rules={rules} total={total} />);
  }
  return (
    <>
      {length === 0 && (
        <p className="empty">
          {recording ? common.noRecordedSteps : total === 0 ? strings.noSteps
            : filled(strings.empty, { step: <b>{common.step}</b>, run: <b>{common.run}</b> })}
        </p>
      )}
      {/* The keys move between the buttons inside; without buttons, the list itself must be focusable to scroll. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex */}
      <ol ref={scroller} data-testid="steps-list" aria-label={label} tabIndex={length === 0 ? 0 : undefined}
        onContextMenu={(event) => {
          const row = event.target instanceof Element ? event.target.closest('[aria-posinset]') : null;
          if (row && menu) openMenu(event, menu(Number(row.getAttribute('aria-posinset'))));
        }}
        onKeyDown={(event) => stepByKey(event, '[aria-current="step"] button')}>
        <li className="spacer" aria-hidden="true" style={{ height: above }} />
        {rows}
        <li className="spacer" aria-hidden="true" style={{ height: below }} />
      </ol>
    </>
  );
}
