/** The lanes of the timeline: one per process and thread, or one per program with many processes in a recording. */
import type { Column } from '../../shared/axis/column.ts';
import { processId, splitParticipant } from '../../shared/domain/ids.ts';
import { entity } from '../../shared/domain/world.ts';
import type { History } from '../store/history.ts';
import { strings } from './strings.ts';

export interface LaneOf {
  name: string;
  /** Names of its processes. */
  of: readonly string[];
  /** The steps of its participants. */
  steps: readonly Column[];
}

/** This many processes of one program, or threads of one process, share a lane. */
const MANY = 4;

type Told = Pick<History, 'log' | 'places' | 'axis'>;

/** Processes of a recording that never had a socket have no lane. */
export function laneList({ log, places, axis }: Told): LaneOf[] {
  const { header } = log;
  const last = log.worldAt(log.length);
  /** By the last program that it executed. */
  const nameOf = (name: string): string => entity(last, 'process', processId(name))?.name ?? name;
  const threads = new Map<string, string[]>();
  for (const participant of axis.lanes.keys()) add(threads, splitParticipant(participant).process, participant);
  const lane = (name: string, of: readonly string[], participants: readonly string[]): LaneOf =>
    ({ name, of, steps: participants.flatMap((participant) => axis.lanes.get(participant) ?? []) });
  const ofProcess = (name: string): LaneOf[] => {
    const others = (threads.get(name) ?? []).filter((participant) => participant !== name);
    const shown = nameOf(name);
    const own = lane(shown, [name], [name]);
    if (others.length < MANY)
      return [own, ...others.map((participant) => lane(`${shown}${participant.slice(name.length)}`, [name], [participant]))];
    return [own, lane(strings.threads(shown, others.length), [name], others)];
  };
  if (!header.recording) return header.scenario.processes.flatMap(({ name }) => ofProcess(name));
  const programs = new Map<string, string[]>();
  for (const id of places.processes) {
    const name = id.slice('process:'.length);
    add(programs, nameOf(name).replace(/-\d+$/, ''), name);
  }
  return [...programs].flatMap(([program, of]) => (of.length < MANY ? of.flatMap(ofProcess)
    : [lane(strings.many(program, of.length), of, of.flatMap((name) => threads.get(name) ?? []))]));
}

function add(to: Map<string, string[]>, key: string, value: string): void {
  const list = to.get(key);
  if (list) list.push(value);
  else to.set(key, [value]);
}
