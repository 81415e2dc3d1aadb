/** fork, clone, exec, unshare and exit: what they do to tables, processes and descriptors. */
import type { Draft } from '../domain/draft.ts';
import { type ProcessId, type StepNumber } from '../domain/ids.ts';
import { allOf } from '../domain/world.ts';
import { closeDescriptor } from '../rules/common/close.ts';
import { makeDescriptor } from '../rules/common/make.ts';
import { endProcess } from '../rules/index.ts';
import { bytesOf, hasFlag } from './decode/values.ts';
import type { RawCall, RawValue, TaskEnd } from './raw.ts';
import type { State } from './state.ts';

const LINUX_FORKS = ['fork', 'vfork', 'clone', 'clone3'];
const FORKS: ReadonlySet<string> = new Set([...LINUX_FORKS, 'CreateProcessW', 'CreateProcessA']);
/** Place of bInheritHandles. */
const INHERITS = 4;
const EXECS: ReadonlySet<string> = new Set(['execve', 'execveat']);
/** Calls of the life of processes and tables; the catalogue's fork is fork with exec. */
export const LIFE_CALLS: ReadonlySet<string> = new Set([...LINUX_FORKS, ...EXECS, 'unshare', 'exit_group', 'exit', 'restart_syscall']);

/** linux/sched.h */
const CLONE_FLAGS = { CLONE_VM: 0x100, CLONE_FILES: 0x400, CLONE_VFORK: 0x4000, CLONE_THREAD: 0x1_0000 } as const;
/** linux/close_range.h */
const CLOSE_RANGE_UNSHARE = 2;

export interface Fork {
  child: number;
  thread: boolean;
  sharesTable: boolean;
  flags: readonly string[];
  /** What the child gets of the table of its parent. */
  gets: 'all' | 'inheritable' | 'none';
}

/** Whether this is a fork by name, even if it has not returned. */
export const isFork = ({ name }: Pick<RawCall, 'name'>): boolean => FORKS.has(name);
export const isExec = ({ name }: RawCall): boolean => EXECS.has(name);

/** Whether it is CreateProcess, whose child gets inheritable handles only, and none unless the call says so. */
const isCreation = ({ name }: RawCall): boolean => name.startsWith('CreateProcess');

/** What a fork gives to its child of the table of its parent. */
export function passesOn(call: RawCall): Fork['gets'] {
  if (!isCreation(call)) return 'all';
  return hasFlag(call.args[INHERITS], 'TRUE', 1) ? 'inheritable' : 'none';
}

/** A successful fork; null for other calls. */
export function forkOf(call: RawCall): Fork | null {
  if (!isFork(call) || call.result?.kind !== 'value' || call.result.value <= 0) return null;
  if (isCreation(call)) return { child: call.result.value, thread: false, sharesTable: false, flags: [], gets: passesOn(call) };
  const flags = flagsIn(call);
  const has = (name: keyof typeof CLONE_FLAGS) => flags !== undefined && hasFlag(flags, name, CLONE_FLAGS[name]);
  return { child: call.result.value, thread: has('CLONE_THREAD'), sharesTable: has('CLONE_FILES'), gets: 'all',
    flags: Object.keys(CLONE_FLAGS).filter((name) => has(name as keyof typeof CLONE_FLAGS)) };
}

/** Whether a fork makes a process with a descriptor table for itself, also before it returns. */
export function makesProcess(call: RawCall): boolean {
  const flags = flagsIn(call);
  return isFork(call) && (call.name.endsWith('fork') || flags === undefined || !hasFlag(flags, 'CLONE_FILES', CLONE_FLAGS.CLONE_FILES));
}

/** clone has its arguments by name, or its flags first; clone3 a structure. */
function flagsIn({ args }: RawCall): RawValue | undefined {
  const [first] = args.map((arg) => (arg.kind === 'changed' ? arg.before : arg));
  const fields = [first, args.at(-1)].flatMap((arg) => (arg?.kind === 'record' && 'flags' in arg.fields ? [arg.fields] : []))[0];
  return fields?.['flags'] ?? first;
}

/** Path of the program of a successful exec; null for other calls. Foreign text. */
export function execOf(call: RawCall): string | null {
  if (!isExec(call) || call.result?.kind !== 'value') return null;
  return bytesOf(call.args[call.name === 'execveat' ? 1 : 0]) ?? '';
}

/** Whether the call gives its thread a table for itself. */
export function unshares(call: RawCall): boolean {
  if (call.result?.kind !== 'value') return false;
  if (call.name === 'unshare') return call.args[0] !== undefined && hasFlag(call.args[0], 'CLONE_FILES', CLONE_FLAGS.CLONE_FILES);
  return call.name === 'close_range' && call.args[2] !== undefined && hasFlag(call.args[2], 'CLOSE_RANGE_UNSHARE', CLOSE_RANGE_UNSHARE);
}

/** A process with a copy of the descriptors of another one, each with its flag for inheritance. */
export function addProcess(draft: Draft, id: ProcessId, pid: number, copied: ProcessId | null, step: StepNumber,
  gets: Fork['gets'] = 'all'): void {
  draft.put({ kind: 'process', id, name: id.slice('process:'.length), role: 'participant', pid: pid === 0 ? null : pid, state: 'running',
    threads: [], endedAt: null, received: [] });
  if (copied === null) return;
  for (const d of allOf(draft, 'descriptor'))
    if (d.process === copied && (gets === 'all' || (gets === 'inheritable' && d.inheritable)))
      makeDescriptor(draft, id, d.number, d.object, 'inherited', step, d.inheritable);
}

/** exec closes the descriptors with close-on-exec, and no call of another thread goes on. Returns their numbers. */
export function executed(state: State, draft: Draft, process: ProcessId, step: StepNumber): number[] {
  const closed = allOf(draft, 'descriptor').filter((d) => d.process === process && !d.inheritable);
  for (const pending of allOf(draft, 'pending')) if (pending.process === process) draft.remove(pending.id);
  for (const descriptor of closed) closeDescriptor(draft, state.semantics, descriptor, step);
  draft.change('process', process, { threads: [] });
  return closed.flatMap((d) => d.number ?? []);
}

export function ended(state: State, draft: Draft, process: ProcessId, how: TaskEnd, step: StepNumber): void {
  endProcess(draft, state.semantics, process, how.kind === 'exited' ? 'exited' : 'killed', step);
}
