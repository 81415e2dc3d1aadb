/** Whether the tour is running, and whether it was offered before, which the browser stores. */
import { pageStore } from './resettable.ts';

const KEY = 'tour-offered';

export const useTour = pageStore<{ at: number | null; offered: boolean }>(() =>
  ({ at: null, offered: localStorage.getItem(KEY) !== null }));

export function startTour(): void {
  forgetOffer();
  useTour.setState({ at: 0 });
}

export function endTour(): void {
  useTour.setState({ at: null });
}

/** It is not offered again. */
export function forgetOffer(): void {
  localStorage.setItem(KEY, 'yes');
  useTour.setState({ offered: true });
}
