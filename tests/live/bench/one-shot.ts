/** Commands from start to end beside an empty program of Node, in turn, before the load starts. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { median, timed } from '../../bench/measure.ts';
import type { Row } from '../../bench/table.ts';

const ROUNDS = 15;

/** The bars are for a machine with about 60 processes; `processes` is the number here. */
export async function oneShots(cli: string, bpf: boolean): Promise<{ rows: Row[]; processes: number }> {
  const commands = [
    { what: 'node -e 0', args: ['-e', '0'], bar: null },
    { what: 'who, /proc tier', args: [cli, 'who', '1', '--tier', 'proc'], bar: 2 },
    ...(bpf ? [{ what: 'who, BPF tier', args: [cli, 'who', '1', '--tier', 'bpf'], bar: 2.5 }] : []),
    { what: 'explain', args: [cli, 'explain', 'WSAEINVAL'], bar: 2.5 },
  ];
  const millis = commands.map((): number[] => []);
  for (let round = -1; round < ROUNDS; round++) {
    for (const [i, { args }] of commands.entries()) {
      const took = await timed(() => spawnSync(process.execPath, args, { stdio: 'ignore' }));
      if (round >= 0) millis[i]!.push(took);
    }
  }
  const [empty, ...figures] = millis.map(median);
  return {
    processes: readdirSync('/proc').filter((name) => /^\d/.test(name)).length,
    rows: figures.map((ours, i) =>
      ({ what: `${commands[i + 1]!.what} beside node -e 0`, unit: 'ms', peer: empty!, ours, bar: { timesPeer: commands[i + 1]!.bar! } })),
  };
}
