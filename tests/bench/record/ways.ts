/** Ways to run a program: as it is, under strace, and recorded. */
import { resolve } from 'node:path';

export interface Way {
  name: string;
  /** The command that runs the command. */
  around: (command: readonly string[]) => readonly string[];
  /** Most times of the figure of another way, per load. Absent for ways that are only compared with. */
  bar?: { to: string; timesPeer: Readonly<Record<string, number>> };
}

const STRACE = ['strace', '-f', '--seccomp-bpf', '-e', 'trace=network,desc,process', '-o', '/dev/null', '--'];
const RECORD = [process.execPath, resolve('out/main/cli.js'), 'record', '--source'];

/** Each alternates with all others. */
export const WAYS: readonly Way[] = [
  { name: 'untraced', around: (command) => command },
  { name: 'strace', around: (command) => [...STRACE, ...command] },
  { name: 'ptrace', around: (command) => [...RECORD, 'ptrace', '--', ...command],
    bar: { to: 'strace', timesPeer: { nginx: 0.8, reading: 0.8, talking: 1 } } },
];
