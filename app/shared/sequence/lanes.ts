/** The lanes of a trace: participants with their threads as the scenario lists them, then outside peers. */
import type { ProcessEntity } from '../domain/entities.ts';
import { type ProcessId, type StepNumber, processId, splitParticipant } from '../domain/ids.ts';
import type { TraceHeader } from '../trace/step.ts';

export interface Lane {
  id: string;
  /** Of its process, by the last program that it executed. */
  name: string;
  process: ProcessId;
  thread: string | null;
  hue: number;
  outside: boolean;
  pid: number | null;
  born: StepNumber | null;
  ended: { step: StepNumber; how: string } | null;
}

/** Lanes as columns from left to right. `folded` share the last one. */
export interface Columns {
  /** The column of each lane. */
  of: readonly number[];
  shown: readonly Lane[];
  folded: readonly Lane[];
  count: number;
}

export class Lanes {
  readonly all: Lane[] = [];
  /** Processes that ever had a descriptor. */
  readonly #holders = new Set<ProcessId>();
  readonly #recorded: boolean;
  readonly #index = new Map<string, number>();

  constructor(header: TraceHeader) {
    this.#recorded = header.recording !== undefined;
    const { processes } = header.scenario;
    const participants = processes.filter((p) => p.role !== 'outside');
    for (const [i, { name, threads }] of participants.entries()) {
      const hue = (i % 8) + 1;
      this.#add(name, hue, false);
      for (const thread of threads ?? []) this.#add(`${name}/${thread}`, hue, false);
    }
    for (const { name } of processes) if (!this.#index.has(name)) this.#add(name, 0, true);
    for (const e of Object.values(header.start.added)) if (e.kind === 'process') this.appeared(e, 0);
  }

  /** Returns the index of a participant's lane; an unknown participant gets a new lane. */
  of(participant: string): number {
    const known = this.#index.get(participant);
    if (known !== undefined) return known;
    const process = this.#index.get(splitParticipant(participant).process);
    const of = process === undefined ? undefined : this.all[process];
    return this.#add(participant, of?.hue ?? 0, of?.outside ?? false, of?.name);
  }

  ofProcess(process: ProcessId): number {
    return this.of(process.slice('process:'.length));
  }

  appeared(process: ProcessEntity, step: StepNumber): void {
    for (const lane of this.#lanesOf(process.id)) {
      if (process.state === 'waiting') lane.born = Infinity;
      else if (lane.born === Infinity) lane.born = step;
      lane.pid = process.pid;
      lane.name = process.name;
      if (process.endedAt !== null && lane.ended === null) lane.ended = { step: process.endedAt, how: process.state };
    }
  }

  /** The process has a descriptor. */
  holds(process: ProcessId): void {
    this.#holders.add(process);
  }

  /** Processes of a recording that never had a socket share a column, unless `all` are wanted. */
  columns(all: boolean): Columns {
    const bare = this.#recorded && !all ? this.all.filter(({ process }) => !this.#holders.has(process)) : [];
    const folded = bare.length > 1 ? bare : [];
    const shown = folded.length === 0 ? this.all : this.all.filter((lane) => !folded.includes(lane));
    const columns = new Map(shown.map((lane, i) => [lane, i]));
    return { shown, folded, of: this.all.map((lane) => columns.get(lane) ?? shown.length),
      count: shown.length + (folded.length > 0 ? 1 : 0) };
  }

  #lanesOf(process: ProcessId): Lane[] {
    return this.all.filter((lane) => lane.process === process);
  }

  #add(participant: string, hue: number, outside: boolean, name?: string): number {
    const { process, thread } = splitParticipant(participant);
    this.#index.set(participant, this.all.length);
    this.all.push({ id: participant, name: name ?? process, process: processId(process), thread, hue, outside, pid: null, born: null,
      ended: null });
    return this.all.length - 1;
  }
}
