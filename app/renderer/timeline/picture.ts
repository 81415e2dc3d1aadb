/** What one frame of the time axis is drawn from. */
import type { Axis } from '../../shared/axis/axis.ts';
import { Scale, type Unit, type View } from '../../shared/axis/scale.ts';
import { processId, type ProcessId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import type { StepRange } from '../store/axis.ts';
import type { History } from '../store/history.ts';
import { type LaneOf, laneList } from './lane-list.ts';
import { LABEL, RIGHT } from './metrics.ts';

export interface DrawnLane extends LaneOf {
  hue: number;
  /** Numbers of the steps that are planned for it. */
  planned: readonly number[];
}

export interface Picture {
  axis: Axis;
  log: TraceLog;
  lanes: readonly DrawnLane[];
  laneOf: ReadonlyMap<ProcessId, number>;
  unit: Unit;
  view: View;
  position: number;
  /** Recorded steps, and those together with the planned ones. */
  length: number;
  total: number;
  range: StepRange | null;
  found: readonly number[] | null;
  selection: string | null;
}

export const scaleFor = ({ axis, unit, view }: Pick<Picture, 'axis' | 'unit' | 'view'>, width: number): Scale =>
  new Scale(axis.times, unit, view, { left: LABEL, width: width - LABEL - RIGHT });

/** The lanes with their colours and planned steps. */
export function lanesOf(history: History, length: number, performed: number): DrawnLane[] {
  const coming = new Map<string, number[]>();
  for (let i = performed; i < history.planned.length; i++) {
    const steps = coming.get(history.planned[i]!) ?? [];
    coming.set(history.planned[i]!, steps);
    steps.push(length + i - performed + 1);
  }
  return laneList(history).map((lane) => ({
    ...lane, hue: hueOf(history.places, processId(lane.of[0]!)), planned: lane.of.includes(lane.name) ? coming.get(lane.name) ?? [] : [],
  }));
}

export function laneIndex(lanes: readonly LaneOf[]): Map<ProcessId, number> {
  const index = new Map<ProcessId, number>();
  for (const [i, { of }] of lanes.entries()) for (const name of of) if (!index.has(processId(name))) index.set(processId(name), i);
  return index;
}

/** For each pixel from `left` to `right`, the first step that is drawn in it or after it; one more at the end. */
export function edgesOf(scale: Scale, left: number, right: number): Uint32Array {
  const edges = new Uint32Array(Math.max(0, right - left) + 1);
  for (let i = 0; i < edges.length; i++) edges[i] = scale.firstAt(left + i);
  return edges;
}
