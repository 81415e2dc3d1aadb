/** Handles SIGINT (Ctrl-C), SIGTERM and SIGHUP: the command releases its resources and exits within a second. */

const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
export type StopSignal = keyof typeof NUMBERS;

/** Milliseconds from a signal to the exit. Peers that are left exit when their channels close. */
const RELEASE_LIMIT_MS = 800;

/** The exit codes that shells report for a program ended by the signal: 130, 143, 129. */
export const exitCodeOf = (signal: StopSignal): number => 128 + NUMBERS[signal];

const releases: (() => Promise<void>)[] = [];
let taken: ((signal: StopSignal) => void) | null = null;
let first: StopSignal | null = null;
let listening = false;

/** The signal that asked the program to exit; null until then. */
export const stoppedBy = (): StopSignal | null => first;

/** Whether a signal that no command handles is ending the program: failures after it are its consequence. */
export const isEnding = (): boolean => first !== null && taken === null;

/** Registers `release` to run before the exit. A command that holds no resources is ended by the system alone. */
export function releaseOnSignal(release: () => Promise<void>): void {
  releases.push(release);
  listen();
}

/**
 * Lets the command handle the first signal and exit soon after it; a second signal ends the program immediately. The
 * result undoes this.
 */
export function takeSignals(answer: (signal: StopSignal) => void): () => void {
  taken = answer;
  listen();
  return () => { if (taken === answer) taken = null; };
}

function listen(): void {
  if (listening) return;
  listening = true;
  for (const name of Object.keys(NUMBERS) as StopSignal[]) process.on(name, arrived);
}

function arrived(signal: StopSignal): void {
  if (first !== null) process.exit(exitCodeOf(signal));
  first = signal;
  // Exits however the release goes.
  setTimeout(() => process.exit(exitCodeOf(signal)), RELEASE_LIMIT_MS).unref();
  if (taken) taken(signal);
  else void releaseAll().finally(() => process.exit(exitCodeOf(signal)));
}

/** Runs every registered release. Never rejects. */
export async function releaseAll(): Promise<void> {
  await Promise.allSettled(releases.map((release) => release()));
}
