/** What SIGINT (Ctrl-C), SIGTERM and SIGHUP do to a command: it releases what it holds and ends within a second. */

const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
export type StopSignal = keyof typeof NUMBERS;

/** Milliseconds from a signal to the end. What is left then ends with this process: peers notice the end of their channels. */
const RELEASE_LIMIT_MS = 800;

/** As a shell reports a program that the signal has ended: 130, 143, 129. */
export const exitCodeOf = (signal: StopSignal): number => 128 + NUMBERS[signal];

const releases: (() => Promise<void>)[] = [];
let taken: ((signal: StopSignal) => void) | null = null;
let first: StopSignal | null = null;
let listening = false;

/** The signal that has told the program to end; null before. */
export const stoppedBy = (): StopSignal | null => first;

/** Whether the program is being ended by a signal that no command has taken: what fails now fails for that. */
export const isEnding = (): boolean => first !== null && taken === null;

/** From now on `release` comes before the end. A command that holds nothing is ended by the system alone. */
export function releaseOnSignal(release: () => Promise<void>): void {
  releases.push(release);
  listen();
}

/** The command answers the first signal itself, and ends soon after it; a second one ends the program at once. The result gives them back. */
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
  // Whatever is done about it.
  setTimeout(() => process.exit(exitCodeOf(signal)), RELEASE_LIMIT_MS).unref();
  if (taken) taken(signal);
  else void releaseAll().finally(() => process.exit(exitCodeOf(signal)));
}

/** Releases everything that was registered. Never rejects. */
export async function releaseAll(): Promise<void> {
  await Promise.allSettled(releases.map((release) => release()));
}
