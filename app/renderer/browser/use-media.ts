/** Whether a media query holds, followed as the window changes. */
import { useSyncExternalStore } from 'react';

export function useMedia(query: string): boolean {
  return useSyncExternalStore((changed) => {
    const list = matchMedia(query);
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, () => matchMedia(query).matches);
}

/** No room for three columns, as on a screen at 200 % zoom. */
export const NARROW = '(max-width: 800px)';
/** No room for a timeline with lanes. */
export const SHORT = '(max-height: 560px)';
