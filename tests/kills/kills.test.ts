/**
 * Peers killed at random moments: sessions survive, and nothing of ours stays on the machine. Short here; the long
 * form is `npm run kills -- --runs 500`. The seed is in the name of the test; --seed repeats a run.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { seeded } from '../bench/measure.ts';
import { type Killing, killOnce, type Moment, MOMENTS } from '../support/kills.ts';
import { Leftovers } from '../support/leftovers.ts';
import { linuxProvider, wineProvider } from '../support/providers.ts';

const LINUX_KILLS = Number(process.env['HANDOFF_KILLS'] ?? 40);
const WINE_KILLS = Math.max(8, Math.round(LINUX_KILLS / 10));
const MARK = 'HANDOFF_KILLS_RUN';
const SEED = Number(process.env['HANDOFF_SEED'] ?? 20_261);
const BLOCKING = 'one-option-every-descriptor';
const OTHERS = ['hand-a-connection-over', 'take-a-connection-over', 'the-last-close-closes', 'the-second-registration-cancels-the-first'];

/** What is left after so many kills: nothing, if all is well. */
async function killMany(
  count: number, rules: 'linux' | 'winsock', k: Omit<Killing, 'random' | 'scenarios' | 'providerId'>, moments: readonly Moment[],
): Promise<string[]> {
  const random = seeded(SEED);
  for (let i = 0, made = 0; made < count; i++) {
    const moment = moments[i % moments.length]!;
    const names = moment === 'while a call is blocked' ? [BLOCKING] : [BLOCKING, ...OTHERS];
    if (await killOnce({ ...k, random, providerId: rules, scenarios: names.map((name) => `${rules}/${name}`) }, moment)) made += 1;
  }
  // Processes end a moment after they were told to, and sockets with them.
  for (let i = 0; i < 200 && k.leftovers.left().length > 0; i++) await pause(25);
  const left = k.leftovers.left();
  process.stdout.write(`${rules}: ${count} kills, watched ${JSON.stringify(k.leftovers.seen)}, left ${left.length}\n`);
  return left;
}

it(`${LINUX_KILLS} kills on Linux leave no process, descriptor or listening port (seed ${SEED})`, async () => {
  const end = (pid: number): void => { process.kill(pid, 'SIGKILL'); };
  expect(await killMany(LINUX_KILLS, 'linux', { makeProvider: linuxProvider, end, leftovers: new Leftovers() }, MOMENTS)).toEqual([]);
}, 30_000 + 3000 * LINUX_KILLS);

it(`${WINE_KILLS} kills under Wine leave no process, descriptor or listening port (seed ${SEED})`, async () => {
  // Its pids are Windows' own, so its processes are known by a mark that they inherit, and the session ends them:
  // between steps, for a session makes one step at a time.
  process.env[MARK] = `${process.pid}`;
  expect(await killMany(WINE_KILLS, 'winsock',
    { makeProvider: wineProvider, end: null, leftovers: new Leftovers(`${MARK}=${process.pid}`) },
    ['before the first step', 'between steps', 'while a call is blocked'])).toEqual([]);
}, 60_000 + 6000 * WINE_KILLS);
