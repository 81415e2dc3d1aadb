/** Ways to run a program: as it is, under strace, and recorded. */
import { resolve } from 'node:path';
import { wineEnvironment } from '../../../native-bridge/host/wine.ts';
import type { ChosenWine } from '../../../native-bridge/host/wine-setup.ts';

export interface Way {
  name: string;
  /** The command that runs the command. */
  around: (command: readonly string[]) => readonly string[];
  /** While another program is recorded. */
  beside?: true;
  /** Most times of the figure of another way, per load. Absent for ways that are only compared with. */
  bar?: { to: string; timesPeer: Readonly<Record<string, number>> };
}

const STRACE = ['strace', '-f', '--seccomp-bpf', '-e', 'trace=network,desc,process', '-o', '/dev/null', '--'];
export const RECORD = [process.execPath, resolve('out/main/cli.js'), 'record'];

const UNTRACED: Way = { name: 'untraced', around: (command) => command };

/** Programs that BPF records. */
export const RECORDED: readonly Way[] = [UNTRACED, { name: 'BPF', around: (command) => [...RECORD, '--source', 'bpf', '--', ...command],
  bar: { to: 'untraced', timesPeer: { 'bpf-nginx': 1.25 } } }];
/** Programs beside one that BPF records. */
export const BESIDE: readonly Way[] = [UNTRACED, { ...UNTRACED, name: 'beside BPF', beside: true,
  bar: { to: 'untraced', timesPeer: { 'bpf-outside': 1.07 } } }];

/** Each alternates with all others. */
export const WAYS: readonly Way[] = [
  UNTRACED,
  { name: 'strace', around: (command) => [...STRACE, ...command] },
  { name: 'ptrace', around: (command) => [...RECORD, '--source', 'ptrace', '--', ...command],
    bar: { to: 'strace', timesPeer: { nginx: 0.8, reading: 0.8, talking: 1 } } },
];

/** For programs for Windows, under a Wine. */
export function waysUnder(wine: ChosenWine): readonly Way[] {
  const variables = Object.entries(wineEnvironment(wine))
    .flatMap(([name, value]) => (value === process.env[name] ? [] : [`${name}=${value}`]));
  return [
    { name: 'untraced', around: (command) => ['env', ...variables, wine.wine, ...command] },
    { name: 'stubs', around: (command) => [...RECORD, '--provider', 'winsock', '--', ...command],
      bar: { to: 'untraced', timesPeer: { windows: 1.5 } } },
  ];
}
