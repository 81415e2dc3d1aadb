/** The session on screen: the user's position in its history, the world there, and its layout. */
import { createContext, useContext } from 'react';
import { type StoreApi, createStore, useStore } from 'zustand';
import type { SessionOpened, SessionState } from '../../shared/contract/contract.ts';
import type { SessionEvent } from '../../shared/contract/session.ts';
import { recordedState, stateAfterEvent } from '../../shared/contract/session-state.ts';
import { World } from '../../shared/domain/world.ts';
import { BETWEEN } from '../../shared/graph-layout/metrics.ts';
import type { GraphScene } from '../../shared/graph-layout/types.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import type { RecordingInfo, Step } from '../../shared/trace/step.ts';
import { type Ahead, pictureAhead } from './ahead.ts';
import { History } from './history.ts';
import { type Mark, marksAt } from '../../shared/graph-layout/marks.ts';
import { onReset } from './resettable.ts';
import { strings } from './strings.ts';

export interface SessionView {
  opened: SessionOpened | null;
  /** As its events have told so far; null without a session. */
  state: SessionState | null;
  /** Its trace, and what is derived from it; null without a session. Appending to it does not change the store. */
  history: History | null;
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
  /** What a held call is about to do after the last step; null if none is held. */
  ahead: Ahead | null;
  /** Whether processes of a recording that never had a socket are drawn. */
  bare: boolean;
}

const NOTHING: SessionView = {
  opened: null, state: null, history: null, record: null, position: 0, length: 0, world: new World(), step: null, marks: new Map(),
  between: BETWEEN.usual, ahead: null, bare: false,
};

const live = createStore<SessionView>(() => NOTHING);

/** The source of the session for a part of the window: the store itself unless deferred (`deferred-session.tsx`). */
export const SessionSource = createContext<StoreApi<SessionView>>(live);

function useSourced<T>(select: (view: SessionView) => T): T {
  return useStore(useContext(SessionSource), select);
}

export const useSession = Object.assign(useSourced, live);

/** The rules of the session on screen. */
export const useRules = () => useSession((s) => s.opened?.header.rules ?? 'winsock');

onReset(() => useSession.setState(NOTHING, true));

/** The history of the session on screen. Views call it only while a session is open. */
export function currentHistory(): History {
  const { history } = useSession.getState();
  if (!history) throw new Error(strings.noSession);
  return history;
}

/** Changes the state of the session on screen: only its events do, in their order. */
export function applyToState(events: readonly SessionEvent[]): void {
  useSession.setState(({ state }) => ({ state: events.reduce(stateAfterEvent, state) }));
}

export function showSession(opened: SessionOpened): void {
  show(new History(opened.header), { opened });
  applyToState([{ event: 'session.state', state: opened.state }]);
}

/** Shows a history that was read from a file, from its start. */
export function showRecord(complete: History, file: string): void {
  const { header, length } = complete.log;
  const state = recordedState({ session: 'recorded', status: 'finished', planned: header.scenario.steps.length, length }, complete.tally);
  const provider = { id: header.provider, label: strings.recorded(header.platform), rules: [header.rules], available: false,
    reason: strings.recordedFrom(file) };
  show(complete, { record: { file }, opened: { state, header, scenario: header.scenario, provider, library: null } });
  applyToState([{ event: 'session.state', state }]);
}

function show(history: History, view: Pick<SessionView, 'opened'> & Partial<Pick<SessionView, 'record'>>): void {
  useSession.setState(({ between }) => ({ ...NOTHING, between, history, ...view, ...viewAt(history, 0, between, false) }));
}

/** Whether this history is the one on screen. */
export const isShown = (of: History): boolean => useSession.getState().history === of;

/** The record has grown since it was shown: more of its file was read. */
export function extendRecord(): void {
  const { history, state } = useSession.getState();
  if (!history || !state) return;
  const { log: { length }, tally } = history;
  useSession.setState({ length });
  applyToState([{ event: 'session.state', state: { ...state, length, ...tally } }]);
}

/** What the header of the record on screen says has changed: what was lost, or, at its end, its processes. */
export function describeRecord(recording: RecordingInfo, scenario?: Scenario): void {
  const { history, opened } = useSession.getState();
  if (!history || !opened) return;
  history.log.describe(recording);
  if (scenario) history.log.replan(scenario);
  const { header } = history.log;
  useSession.setState({ opened: { ...opened, header, scenario: header.scenario } });
}

/** The session's scenario has another step from now on. */
export function replan(scenario: Scenario): void {
  useSession.getState().history?.replan(scenario);
  useSession.setState(({ opened }) => (opened ? { opened: { ...opened, scenario, header: { ...opened.header, scenario } } } : {}));
}

/** Replaces the history by a complete one after steps were missed. */
export function replaceHistory(complete: History): void {
  complete.ownWork = useSession.getState().history?.ownWork ?? false;
  useSession.setState({ history: complete });
  seek(complete.log.length);
}

export function forgetSession(): void {
  useSession.setState((before) => ({ ...NOTHING, between: before.between }));
}

/** Shows the world after step `n`, as recorded. */
export function seek(n: number): void {
  useSession.setState(({ history, between, bare }) => (history ? viewAt(history, n, between, bare) : {}));
}

export function setBetween(between: number): void {
  useSession.setState(({ history, position, bare }) => (history ? { between, ...viewAt(history, position, between, bare) } : { between }));
}

/** Draws the processes of a recording that never had a socket, or folds them away. */
export function showBare(bare: boolean): void {
  useSession.setState(({ history, position, between }) => (history ? { bare, ...viewAt(history, position, between, bare) } : {}));
}

function viewAt(of: History, n: number, between: number, bare: boolean) {
  const position = Math.max(0, Math.min(n, of.log.length));
  const world = of.log.worldAt(position);
  const step = of.log.step(position) ?? null;
  let picture: GraphScene | null = null;
  drawn.set(world, () => picture ??= of.drawing.at(position, between, bare));
  return { position, length: of.log.length, world, step, marks: marksAt(world, step, of.hazardsAt(position)) };
}

const drawn = new WeakMap<World, () => GraphScene>();

/** The layout of a view, computed on first use: most steps that a user drags over need none. Null without an open session. */
export const pictureOf = ({ world, history, between, ...view }: SessionView): GraphScene | null => {
  const ahead = history && aheadOf(view);
  return (ahead && pictureAhead(history, between, ahead)) ?? drawn.get(world)?.() ?? null;
};

/** Whether the picture shows what a held call will do: it no longer does if other tasks have changed the world since. */
export const showsAhead = ({ history, between, ...view }: SessionView): boolean => {
  const ahead = history && aheadOf(view);
  return ahead !== null && pictureAhead(history!, between, ahead) !== null;
};

/** What is about to happen, for a user at the last step. */
export const aheadOf = ({ ahead, position, length }: Pick<SessionView, 'ahead' | 'position' | 'length'>): Ahead | null =>
  (position === length ? ahead : null);

/** Whether the calls of other programs were recorded: there is no scenario to perform, so nothing can be continued. */
export const isRecording = ({ opened }: Pick<SessionView, 'opened'>): boolean => opened?.header.recording !== undefined;

/** Recorded and planned steps together: the end of the timeline. */
export function totalSteps({ length, state }: Pick<SessionView, 'length' | 'state'>): number {
  return length + (state ? Math.max(0, state.planned - state.performed) : 0);
}
