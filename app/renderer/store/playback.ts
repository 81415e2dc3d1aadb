/** Shows the steps of a record one after the other, at the speed of a run. Nothing is performed. */
import { pageStore, resettable } from './resettable.ts';
import { useRunOrder } from './run-order.ts';
import { seek, useSession } from './session.ts';
import { goTo, runOrPause } from './session-actions.ts';

/** A frame: the least time for a step, in milliseconds. */
const LEAST = 16;

export const usePlayback = pageStore(() => ({ playing: false }));

const playback = resettable(() => ({ timer: undefined as ReturnType<typeof setTimeout> | undefined }));

/** Runs a session, or plays a record; the same again pauses. */
export async function runOrPlay(): Promise<void> {
  if (useSession.getState().record) togglePlayback();
  else await runOrPause();
}

export function togglePlayback(): void {
  if (usePlayback.getState().playing) rest();
  else play();
}

/** From the position on, or from the start if it is at the end. */
function play(): void {
  const { position, length, history } = useSession.getState();
  if (!history || length === 0) return;
  usePlayback.setState({ playing: true });
  const next = () => {
    const { position: at, length: last } = useSession.getState();
    if (at < last) seek(at + 1);
    if (at + 1 >= last) rest();
    else wait();
  };
  const wait = () => { playback.timer = setTimeout(next, Math.max(LEAST, useRunOrder.getState().pace)); };
  if (position >= length) goTo(0);
  wait();
}

/** Announces where it has stopped: an announcement of each step would queue. */
function rest(): void {
  stop();
  goTo(useSession.getState().position);
}

useSession.subscribe(({ history }, before) => { if (history !== before.history && usePlayback.getState().playing) stop(); });

function stop(): void {
  clearTimeout(playback.timer);
  usePlayback.setState({ playing: false });
}
