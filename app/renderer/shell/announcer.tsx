/** Announces each step to screen readers, and to all users actions without a visible effect. */
import { useUi } from '../store/ui.ts';

export function Announcer() {
  const announcement = useUi((s) => s.announcement);
  const done = useUi((s) => s.done);
  return (
    <>
      {done !== '' && <p className="done" data-testid="done" aria-hidden="true">{done}</p>}
      <output className="hidden-words" aria-live="polite">{announcement}</output>
    </>
  );
}
