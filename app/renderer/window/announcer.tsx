/** Tells people who do not see the window what each step did. */
import { useUi } from '../store/ui.ts';

export function Announcer() {
  const announcement = useUi((s) => s.announcement);
  return <output className="hidden-words" aria-live="polite">{announcement}</output>;
}
