/** Arrow keys, Home, End and Space, where the focused element does not use them; Escape clears the selection. */
import { togglePlayback } from '../store/playback.ts';
import { goBack, goTo } from '../store/session-actions.ts';
import { useSession } from '../store/session.ts';
import { select } from '../store/ui.ts';

const OWN_ARROWS = 'input, select, textarea, [role="tab"], [role="separator"], [data-own-arrows]';

const OWN_SPACE = 'button:not([role="tab"]), a, summary, [role="button"]';

export function onReplayKey(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : document.body;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || target.closest(OWN_ARROWS)) return;
  const { position, length } = useSession.getState();
  switch (event.key) {
    case 'ArrowRight': goTo(Math.min(length, position + 1)); break;
    case 'ArrowLeft': goBack(); break;
    case 'Home': goTo(0); break;
    case 'End': goTo(length); break;
    case ' ':
      if (target.closest(OWN_SPACE)) return;
      togglePlayback();
      break;
    case 'Escape': select(null); break;
    default: return;
  }
  event.preventDefault();
}
