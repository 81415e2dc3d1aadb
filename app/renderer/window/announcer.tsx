/** Tells people who do not see the window what each step did. */
import { useUi } from '../store/ui.ts';

export function Announcer() {
  const announcement = useUi((s) => s.announcement);
  return <div className="hidden-words" role="status" aria-live="polite">{announcement}</div>;
}
