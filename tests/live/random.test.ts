/** Two programs that open, dup, pass and close at random while captures are taken: what is shown was true within the window. */
import { expect, it } from 'vitest';
import { join, resolve } from 'node:path';
import { type Started, startProgram } from './support/started.ts';
import { newScanner, TIERS } from './support/scan.ts';
import type { Capture } from '../../app/shared/live/capture.ts';

const CAPTURES = 25;
const SEED = Number(process.env['HANDOFF_SEED'] ?? 4711);

interface Life { fd: number; inode: number; from: number; to: number }

it.each(TIERS)('every holder that the %s tier shows did hold at some moment of its window', async (tier) => {
  const names = ['a', 'b'].map((n) => `@churn-${process.pid}-${tier}-${n}`) as [string, string];
  const programs = [churn(names[0], names[1], SEED), churn(names[1], names[0], SEED + 1)];
  const scanner = newScanner();
  const captures: Capture[] = [];
  try {
    await Promise.all(programs.map((p) => p.says(/^ready$/)));
    for (let i = 0; i < CAPTURES; i++) captures.push(await scanner.scan({ tier }));
    for (const p of programs) p.child.stdin?.end();
    await Promise.all(programs.map((p) => p.says(/^done$/)));
  } finally {
    await scanner.close();
    await Promise.all(programs.map((p) => p.stop()));
  }
  const lives = new Map(programs.map((p) => [p.pid, livesOf(p)]));
  const { shown, wrong } = judge(captures, lives);
  expect(wrong).toEqual([]);
  expect(shown).toBeGreaterThan(CAPTURES);
  expect([...lives.values()].reduce((sum, own) => sum + own.size, 0)).toBeGreaterThan(100);
});

function churn(name: string, partner: string, seed: number): Started {
  return startProgram(process.execPath, [join(resolve('out/live'), 'churn.js'), name, partner, String(seed)]);
}

const livesOf = (program: Started): Map<string, Life[]> => {
  const lives = new Map<string, Life[]>();
  for (const line of program.lines) {
    if (!line.startsWith('{')) continue;
    const life = JSON.parse(line) as Life;
    lives.set(`${life.fd} ${life.inode}`, [...(lives.get(`${life.fd} ${life.inode}`) ?? []), life]);
  }
  return lives;
};

/** How many holders of the programs were shown, and those that nothing in the logs bears out. */
function judge(captures: readonly Capture[], lives: ReadonlyMap<number, Map<string, Life[]>>): { shown: number; wrong: string[] } {
  let shown = 0;
  const wrong: string[] = [];
  for (const { header, holders, processes, sockets } of captures) {
    for (let h = 0; h < holders.length; h++) {
      const own = lives.get(processes[holders.process[h]!]!.pid);
      if (!own) continue;
      const inode = sockets.inode[holders.socket[h]!]!;
      const known = own.get(`${holders.descriptor[h]!} ${inode}`);
      // Sockets of the runtime, and the inbox, live as long as the program and are in no log.
      if (!known && !loggedAtAll(own, inode)) continue;
      shown += 1;
      if (!known?.some((life) => life.from <= header.endedAt && life.to >= header.startedAt)) {
        wrong.push(
          `${processes[holders.process[h]!]!.pid}:${holders.descriptor[h]!} inode ${inode} in ${header.startedAt} to ${header.endedAt}`);
      }
    }
  }
  return { shown, wrong };
}

function loggedAtAll(lives: ReadonlyMap<string, Life[]>, inode: number): boolean {
  return [...lives.values()].some(([life]) => life!.inode === inode);
}

