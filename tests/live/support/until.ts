/** Waiting for something that other programs bring about. */
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;
const GIVE_UP_MS = 60_000;

/** Looks again and again until it is so. @throws Error with the condition when it never comes. */
export async function until(isSo: () => boolean): Promise<void> {
  for (const deadline = performance.now() + GIVE_UP_MS; !isSo(); await pause(LOOK_EVERY_MS)) {
    if (performance.now() > deadline) throw new Error(`It never came to ${String(isSo)}`);
  }
}
