/** Calls `onKeyDown` with every key pressed in the page, wherever the focus is. */
import { useEffect } from 'react';

export function useKeys(onKeyDown: (event: KeyboardEvent) => void): void {
  useEffect(() => {
    globalThis.addEventListener('keydown', onKeyDown);
    return () => globalThis.removeEventListener('keydown', onKeyDown);
  }, [onKeyDown]);
}
