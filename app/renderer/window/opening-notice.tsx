/** How far the processes of a session are that is being opened, and a way out: Wine alone takes seconds to start. */
import { useOpening } from '../store/opening.ts';

export function OpeningNotice() {
  const opening = useOpening((s) => s.opening);
  if (!opening) return null;
  const { progress, cancel } = opening;
  return (
    <div className="opening" data-testid="opening">
      <output>
        <label htmlFor="opening-progress">{progress ? `Starting processes, ${progress.started} of ${progress.of} run` : 'Starting what performs the calls'} …</label>
      </output>
      <progress id="opening-progress" max={progress?.of ?? 1} value={progress?.started ?? 0} />
      <button type="button" data-testid="cancel-opening" onClick={cancel}>Cancel</button>
    </div>
  );
}
