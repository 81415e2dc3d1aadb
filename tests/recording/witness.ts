/** The system calls of a command as the kernel's tracepoints tell them, and as a recording does: per task, in order. */
import { readFileSync } from 'node:fs';
import { namesByNumber } from '../../app/shared/recording/ptrace/numbers.ts';
import type { RawEvent } from '../../app/shared/recording/raw.ts';
import { FOLLOWED_CALLS } from '../../app/shared/recording/recording.ts';

/** "close(3) = 0"; without a result for a call that has not returned. The first argument only if it is a number. */
interface Call { name: string; first: number | null; result: string }

const NAMES = namesByNumber(FOLLOWED_CALLS);
/** Sources leave these out for files that are no sockets, and the number of the process is not that of the first argument. */
export const OF_FILES: ReadonlySet<string> = new Set(['read', 'write', 'readv', 'writev', 'close', 'fcntl', 'ioctl', 'sendfile', 'preadv',
  'pwritev', 'preadv2', 'pwritev2', 'dup', 'dup2', 'dup3', 'splice', 'tee', 'vmsplice']);
/** ERESTARTSYS to ERESTART_RESTARTBLOCK: the system starts the call again. */
const RESTARTS = { from: -516, to: -512 };

const resultOf = (value: number): string => (value >= RESTARTS.from && value <= RESTARTS.to ? 'restarts' : String(value));
const callText = ({ name, first, result }: Call): string => `${name}(${first ?? ''}) = ${result}`;

/** What the kernel's trace has in a file, per task. Lost events are an error. */
export function witnessed(file: string): Map<number, Call[]> {
  const text = readFileSync(file, 'latin1');
  const entries = /entries-in-buffer\/entries-written: (\d+)\/(\d+)/.exec(text);
  if (!entries || entries[1] !== entries[2]) throw new Error(`The trace of the kernel is not complete: ${entries?.[0]}`);
  const tasks = new Map<number, Call[]>();
  const open = new Map<number, Call>();
  for (const [, task, what, number, rest] of text.matchAll(/-(\d+)\s+\[\d+\].*: (sys_enter|sys_exit): NR (\d+) ?(.*)$/gm)) {
    const [id, name] = [Number(task), NAMES.get(Number(number))];
    if (name === undefined) continue;
    const before = open.get(id);
    open.delete(id);
    if (what === 'sys_exit') {
      if (before?.name === name) before.result = resultOf(Number(/= (-?\d+)/.exec(rest!)?.[1]));
      continue;
    }
    const call = { name, first: Number(BigInt.asIntN(32, BigInt(`0x${/^\(([\da-f]+)/.exec(rest!)?.[1] ?? 0}`))), result: 'none' };
    open.set(id, call);
    tasks.set(id, [...tasks.get(id) ?? [], call]);
  }
  return tasks;
}

/** What a source has seen, per task. */
export function seen(events: readonly RawEvent[]): Map<number, Call[]> {
  const tasks = new Map<number, Call[]>();
  for (const event of events) {
    if (event.kind !== 'enter') continue;
    const { task, name, args: [first], result } = event.call;
    const told = result?.kind === 'value' ? String(result.value) : result?.kind === 'error' ? `-${result.name}` : result?.kind ?? 'none';
    tasks.set(task, [...tasks.get(task) ?? [], { name, first: first?.kind === 'number' ? first.value : null, result: told }]);
  }
  return tasks;
}

/** Differences in words, and how many calls were compared. Calls of files only have to come in the same order. */
export function compared(
  kernel: ReadonlyMap<number, Call[]>, source: ReadonlyMap<number, Call[]>,
): { differences: string[]; calls: number } {
  const differences: string[] = [];
  let calls = 0;
  for (const [task, theirs] of kernel) {
    const ours = source.get(task) ?? [];
    let at = 0;
    for (const call of theirs) {
      const next = ours[at];
      // The source shows no first argument that is a pointer.
      if (next && callText(next) === callText({ ...call, first: next.first === null ? null : call.first })) at += 1;
      else if (!OF_FILES.has(call.name)) differences.push(`${task}: ${callText(call)}, but ${next ? callText(next) : 'nothing'}`);
    }
    calls += at;
    // The end of its process can come between the stop of ptrace at the last call of a thread and the tracepoint.
    if (at === ours.length - 1 && ours[at]!.name === 'exit' && ours[at]!.result === 'none') continue;
    if (at < ours.length) differences.push(`${task}: only the source has ${callText(ours[at]!)}`);
  }
  return { differences, calls };
}
