/** Work that takes long: its progress, and a button to cancel it. */
import { useId } from 'react';
import { type Working, useWorking } from '../store/progress.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function WorkNotice() {
  const working = useWorking((s) => s.working);
  // One line for each, in the order of their start, which is their only identity.
  // oxlint-disable-next-line react/no-array-index-key
  return working.map((work, i) => <Line key={i} work={work} />);
}

function Line({ work: { what, part, cancel } }: { work: Working }) {
  const id = useId();
  return (
    <div className="work-notice" data-testid="working">
      <output><label htmlFor={id}>{strings.working(what)}</label></output>
      <progress id={id} max={1} value={part ?? undefined} />
      <button type="button" data-testid="cancel-work" onClick={cancel}>{common.cancel}</button>
    </div>
  );
}
