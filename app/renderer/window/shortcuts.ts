/** Keys that work wherever the focus does not need them itself. */
import { useEffect } from 'react';
import { goBack, runOrPause, stepForward } from '../store/actions.ts';
import { select } from '../store/ui.ts';

/** Places that use the arrow keys, and things that use the space bar, for themselves. */
const OWN_ARROWS = 'input, select, textarea, [role="tab"], [data-own-arrows]';
const OWN_SPACE = 'input, select, textarea, button, a, summary, [role="tab"], [role="button"]';

export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
      const target = event.target instanceof Element ? event.target : document.body;
      const arrows = target.closest(OWN_ARROWS) === null;
      if (event.key === ']' || (event.key === 'ArrowRight' && arrows)) void stepForward();
      else if (event.key === '[' || (event.key === 'ArrowLeft' && arrows)) goBack();
      else if (event.key === ' ' && target.closest(OWN_SPACE) === null) void runOrPause();
      else if (event.key === 'Escape') select(null);
      else return;
      event.preventDefault();
    };
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  }, []);
}
