/** The lanes of the timeline: one per process, or one per program with many processes in a recording. */
import type { History } from '../store/history.ts';
import { strings } from './strings.ts';

export interface LaneOf {
  name: string;
  /** Names of its processes. */
  of: readonly string[];
}

/** This many processes of one program share a lane. */
const MANY = 4;

/** Processes of a recording that never had a socket have no lane. */
export function laneList({ log: { header }, places }: Pick<History, 'log' | 'places'>): LaneOf[] {
  if (!header.recording) return header.scenario.processes.map(({ name }) => ({ name, of: [name] }));
  const programs = new Map<string, string[]>();
  for (const id of places.processes) {
    const name = id.slice('process:'.length);
    const program = name.replace(/-\d+$/, '');
    const names = programs.get(program);
    if (names) names.push(name);
    else programs.set(program, [name]);
  }
  return [...programs].flatMap(([program, of]) =>
    (of.length < MANY ? of.map((name) => ({ name, of: [name] })) : [{ name: strings.many(program, of.length), of }]));
}
