/** Events of the format, and numbers for processes and threads. Times are microseconds. */

interface Place { ts: number; pid: number; tid: number }

export type TraceEvent =
  /** Names of processes and threads. */
  | { ph: 'M'; name: 'process_name' | 'thread_name'; pid: number; tid: number; args: { name: string } }
  /** A slice: a call, or the life of a socket. */
  | Place & { ph: 'X'; name: string; cat: string; dur: number; args: Readonly<Record<string, unknown>> }
  | Place & { ph: 'i'; name: string; cat: string; s: 't'; args: Readonly<Record<string, unknown>> }
  | Place & { ph: 'C'; name: string; args: { holders: number } }
  /** The start and the end of a flow, each inside a slice. */
  | Place & { ph: 's'; name: string; cat: string; id: number }
  | Place & { ph: 'f'; name: string; cat: string; id: number; bp: 'e' };

/** Participants are processes, "server", or their threads, "server/t2". */
export class Places {
  readonly #processes = new Map<string, { pid: number; threads: Map<string, number> }>();
  readonly names: TraceEvent[] = [];
  readonly #nameOf: (process: string) => string;

  /** `nameOf`: what a process is called. */
  constructor(nameOf: (process: string) => string = (process) => process) {
    this.#nameOf = nameOf;
  }

  of(participant: string): { pid: number; tid: number } {
    const [process = '', thread = ''] = participant.split('/');
    const { pid, threads } = this.#processes.get(process) ?? this.#add(process);
    const known = threads.get(thread);
    if (known !== undefined) return { pid, tid: known };
    const tid = threads.size + 1;
    threads.set(thread, tid);
    this.names.push({ ph: 'M', name: 'thread_name', pid, tid, args: { name: thread || 'first thread' } });
    return { pid, tid };
  }

  #add(process: string): { pid: number; threads: Map<string, number> } {
    const added = { pid: this.#processes.size + 1, threads: new Map<string, number>() };
    this.#processes.set(process, added);
    this.names.push({ ph: 'M', name: 'process_name', pid: added.pid, tid: 0, args: { name: this.#nameOf(process) } });
    return added;
  }
}
