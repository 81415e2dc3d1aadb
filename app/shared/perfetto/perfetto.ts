/**
 * A trace for Perfetto's viewer. Format: "Trace Event Format", docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
 */
import type { TransferEntity } from '../domain/entities.ts';
import { processId } from '../domain/ids.ts';
import type { TraceLog } from '../trace/log.ts';
import { Naming } from '../trace/naming.ts';
import type { Action, Step } from '../trace/step.ts';
import { Places, type TraceEvent } from './events.ts';
import { SocketTracks } from './sockets.ts';

export interface PerfettoTrace { displayTimeUnit: 'ns'; otherData: { title: string }; traceEvents: TraceEvent[] }

/** Steps without a duration have one of a microsecond, so that they can be seen. */
const LEAST = 1;

export function perfettoTrace(log: TraceLog): PerfettoTrace {
  const names = new Naming(log.worldAt(log.length), log.header.rules);
  const places = new Places((process) => names.nameOf(processId(process)));
  const sockets = new SocketTracks(places);
  const events: TraceEvent[] = [];
  let end = 0;
  for (const step of log.steps()) {
    const [at, lasts] = [Math.round(step.at * 1000), Math.max(LEAST, step.micros ?? 0)];
    const who = participantOf(step.action);
    const place = { ...places.of(who), ts: Math.max(0, at - lasts) };
    events.push({ ...place, ph: 'X', name: nameOf(step.action), cat: step.action.kind, dur: lasts, args: factsOf(step) });
    events.push(...flowsOf(step, { ...place, ts: place.ts + Math.floor(lasts / 2) }));
    for (const { id, state } of step.hazards) events.push({ ...place, ph: 'i', name: `${id} ${state}`, cat: 'hazard', s: 't', args: {} });
    sockets.see(step, at);
    end = Math.max(end, place.ts + lasts);
  }
  events.push(...sockets.events(end));
  return { displayTimeUnit: 'ns', otherData: { title: log.header.scenario.title }, traceEvents: [...places.names, ...events] };
}

function participantOf(action: Action): string {
  switch (action.kind) {
    case 'call':
    case 'completion': return action.participant;
    case 'message': return action.from;
    case 'kill':
    case 'death': return action.process;
  }
}

function nameOf(action: Action): string {
  return action.kind === 'call' || action.kind === 'completion' ? action.call : action.kind === 'death' ? action.how : action.kind;
}

function factsOf({ n, action, outcome, note, divergences }: Step): Readonly<Record<string, unknown>> {
  return { step: n, ...(action.kind === 'call' ? { arguments: action.resolved } : {}), outcome, ...(note === null ? {} : { note }),
    ...(divergences.length > 0
      ? { divergences: divergences.map(({ what, predicted, observed }) => ({ what, predicted, observed })) } : {}) };
}

/** A transfer begins with the step that adds it, and ends with the one that imports it. */
function flowsOf({ diff }: Step, place: { ts: number; pid: number; tid: number }): TraceEvent[] {
  const flow = ({ id, form }: TransferEntity) => ({ ...place, name: form, cat: 'transfer', id: Number(id.slice('transfer:'.length)) });
  return [
    ...Object.values(diff.added).flatMap((e): TraceEvent[] => (e.kind === 'transfer' ? [{ ...flow(e), ph: 's' }] : [])),
    ...Object.values(diff.updated).flatMap(([before, after]): TraceEvent[] =>
      (after.kind === 'transfer' && before.kind === 'transfer' && before.state === 'in-flight' && after.state === 'imported'
        ? [{ ...flow(after), ph: 'f', bp: 'e' }] : [])),
  ];
}
