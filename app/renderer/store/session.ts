/** The session on screen: the user's position in its history, the world there, and its layout. */
import { createContext, useContext } from 'react';
import { type StoreApi, createStore, useStore } from 'zustand';
import type { SessionOpened, SessionState } from '../../shared/contract/contract.ts';
import { World } from '../../shared/domain/world.ts';
import { BETWEEN } from '../../shared/graph-layout/metrics.ts';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import type { Step } from '../../shared/trace/step.ts';
import { History } from './history.ts';
import { type Mark, marksAt } from '../../shared/graph-layout/marks.ts';
import { strings } from './strings.ts';

export interface SessionView {
  opened: SessionOpened | null;
  state: SessionState | null;
  /** Set if the content was read from a file and cannot perform steps; null for a session of the host. */
  record: { file: string } | null;
  /** 0 is the world before the first step. */
  position: number;
  length: number;
  world: World;
  step: Step | null;
  /** Badges of things at this step. */
  marks: ReadonlyMap<string, Mark>;
  /** Space between the columns of the graph, as the window allows. */
  between: number;
}

const NOTHING: SessionView = {
  opened: null, state: null, record: null, position: 0, length: 0, world: new World(), step: null, marks: new Map(), between: BETWEEN.usual,
};

const live = createStore<SessionView>(() => NOTHING);

/** The source of the session for a part of the window: the store itself unless deferred (`deferred-session.tsx`). */
export const SessionSource = createContext<StoreApi<SessionView>>(live);

function useSourced<T>(select: (view: SessionView) => T): T {
  return useStore(useContext(SessionSource), select);
}

export const useSession = Object.assign(useSourced, live);

let history: History | null = null;

/** The history of the session on screen. Views call it only while a session is open. */
export function currentHistory(): History {
  if (!history) throw new Error(strings.noSession);
  return history;
}

export function showSession(opened: SessionOpened): void {
  history = new History(opened.header);
  useSession.setState((before) =>
    ({ ...NOTHING, between: before.between, opened, state: opened.state, ...viewAt(history!, 0, before.between) }));
}

/** Shows a history that was read from a file, from its start. */
export function showRecord(complete: History, file: string): void {
  const { header, length } = complete.log;
  const planned = header.scenario.steps.length;
  const state: SessionState = {
    session: 'recorded', status: 'finished', performed: planned, planned, length, ...standingOf(complete), problem: null, stopped: null,
    pace: 0, taken: [], replay: null,
  };
  const provider = { id: header.provider, label: strings.recorded(header.platform), rules: [header.rules], available: false,
    reason: strings.recordedFrom(file) };
  history = complete;
  useSession.setState((before) => ({
    ...NOTHING, between: before.between, record: { file }, state,
    opened: { state, header, scenario: header.scenario, provider, library: null }, ...viewAt(complete, 0, before.between),
  }));
}

/** Whether this history is the one on screen. */
export const isShown = (of: History): boolean => history === of;

/** The record has grown since it was shown: more of its file was read. */
export function extendRecord(): void {
  if (!history) return;
  const { length } = history.log;
  const counts = standingOf(history);
  useSession.setState(({ state }) => (state ? { length, state: { ...state, length, ...counts } } : {}));
}

/** Counts the additions of each step once. */
const counted = new WeakMap<History, { upTo: number; counts: { predicted: number; divergences: number; met: number; unmet: number } }>();

function standingOf(of: History) {
  const known = counted.get(of) ?? { upTo: 0, counts: { predicted: 0, divergences: 0, met: 0, unmet: 0 } };
  counted.set(of, known);
  const { counts } = known;
  const steps = of.log.steps();
  for (; known.upTo < steps.length; known.upTo++) {
    const step = steps[known.upTo]!;
    if (step.predicted && step.predicted.outcome.kind !== 'unknown') counts.predicted += 1;
    counts.divergences += step.divergences.filter((d) => d.knownDifference === null).length;
    if (step.verdict) counts[step.verdict.met ? 'met' : 'unmet'] += 1;
  }
  return counts;
}

/** The session's scenario has another step from now on. */
export function replan(scenario: Scenario): void {
  history?.replan(scenario);
  useSession.setState(({ opened }) => (opened ? { opened: { ...opened, scenario, header: { ...opened.header, scenario } } } : {}));
}

/** Replaces the history by a complete one after steps were missed. */
export function replaceHistory(complete: History): void {
  history = complete;
  seek(complete.log.length);
}

export function forgetSession(): void {
  history = null;
  useSession.setState((before) => ({ ...NOTHING, between: before.between }));
}

/** Shows the world after step `n`, as recorded. */
export function seek(n: number): void {
  if (!history) return;
  useSession.setState(viewAt(history, n, useSession.getState().between));
}

export function setBetween(between: number): void {
  const { position } = useSession.getState();
  useSession.setState(history ? { between, ...viewAt(history, position, between) } : { between });
}

function viewAt(of: History, n: number, between: number) {
  const position = Math.max(0, Math.min(n, of.log.length));
  const world = of.log.worldAt(position);
  const step = of.log.step(position) ?? null;
  let picture: GraphScene | null = null;
  drawn.set(world, () => picture ??= of.drawing.at(position, between));
  return { position, length: of.log.length, world, step, marks: marksAt(world, step, of.hazardsAt(position)) };
}

const drawn = new WeakMap<World, () => GraphScene>();

/** The layout of a view, computed on first use: most steps that a user drags over need none. Null without an open session. */
export const pictureOf = ({ world }: SessionView): GraphScene | null => drawn.get(world)?.() ?? null;

/** Recorded and planned steps together: the end of the timeline. */
export function totalSteps({ length, state }: Pick<SessionView, 'length' | 'state'>): number {
  return length + (state ? Math.max(0, state.planned - state.performed) : 0);
}
