/** The lanes of a trace: participants with their threads as the scenario lists them, then outside peers. */
import type { ProcessEntity } from '../domain/entities.ts';
import { type ProcessId, type StepNumber, processId, splitParticipant } from '../domain/ids.ts';
import type { TraceHeader } from '../trace/step.ts';

export interface Lane {
  id: string;
  process: ProcessId;
  thread: string | null;
  hue: number;
  outside: boolean;
  pid: number | null;
  born: StepNumber | null;
  ended: { step: StepNumber; how: string } | null;
}

export class Lanes {
  readonly all: Lane[] = [];
  readonly #index = new Map<string, number>();

  constructor(header: TraceHeader) {
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
    return this.#add(participant, of?.hue ?? 0, of?.outside ?? false);
  }

  ofProcess(process: ProcessId): number {
    return this.of(process.slice('process:'.length));
  }

  appeared(process: ProcessEntity, step: StepNumber): void {
    for (const lane of this.#lanesOf(process.id)) {
      if (process.state === 'waiting') lane.born = Infinity;
      else if (lane.born === Infinity) lane.born = step;
      lane.pid = process.pid;
      if (process.endedAt !== null && lane.ended === null) lane.ended = { step: process.endedAt, how: process.state };
    }
  }

  #lanesOf(process: ProcessId): Lane[] {
    return this.all.filter((lane) => lane.process === process);
  }

  #add(participant: string, hue: number, outside: boolean): number {
    const { process, thread } = splitParticipant(participant);
    this.#index.set(participant, this.all.length);
    this.all.push({ id: participant, process: processId(process), thread, hue, outside, pid: null, born: null, ended: null });
    return this.all.length - 1;
  }
}
