/** The program that is recorded or debugged: what the user asks of it, and what its events tell. Its steps are the record on screen. */
import { RECORDING } from '../../shared/base/limits.ts';
import type { Input } from '../../shared/contract/contract.ts';
import type { RecordingEvent, RecordingOpened, RecordingQuestion, RecordingState } from '../../shared/contract/recording.ts';
import { recordingAfter, recordingOf } from '../../shared/contract/recording-state.ts';
import type { Step } from '../../shared/trace/step.ts';
import { History } from './history.ts';
import { ask, onConnected, onRecording, request } from './host-client.ts';
import { describeRecord, extendRecord, seek, showRecord, useSession } from './session.ts';
import { closeFormer, inTurn, sessionId } from './session-actions.ts';
import { paced } from './pace.ts';
import { onReset, pageStore, resettable } from './resettable.ts';
import { showDone, showNotice, useUi } from './ui.ts';
import { strings } from './strings.ts';

/** Steps per request for those that events did not bring. */
const PULLED = RECORDING.stepsPerAnswer;

/** A running process, chosen in the live view. */
export interface ChosenProcess { capture: string; holder: number; name: string; pid: number }

interface Program {
  /** Null if no program of this page is recorded. */
  state: RecordingState | null;
  /** What the host asks before it starts. */
  question: RecordingQuestion | null;
  /** For the form; null for a command. */
  process: ChosenProcess | null;
  /** The held call that the user chose; null for the oldest. */
  chosen: number | null;
  /** The host's clock minus that of the page, in milliseconds. */
  clock: number;
}

export const useProgram = pageStore<Program>(() => ({ state: null, question: null, process: null, chosen: null, clock: 0 }));

const program = resettable(() => ({
  history: null as History | null,
  /** Events that came before the answer that names their recording; null while none is awaited. */
  early: null as RecordingEvent[] | null,
  /** A recording was started, and its answer did not come. */
  unanswered: false,
  pulling: false,
  /** The last step on screen when it was updated. */
  drawn: 0,
}));

export function openProgramForm(process: ChosenProcess | null): void {
  useProgram.setState({ process, question: null });
  useUi.setState({ overlay: 'program' });
}

/** Asks the host for its question. */
export async function prepare(input: Input<'recording.prepare'>): Promise<string | null> {
  const answer = await request('recording.prepare', input);
  if (answer.ok) useProgram.setState({ question: answer.value });
  return answer.ok ? null : answer.message;
}

/** Starts what the question says. Returns a problem, or null. */
export async function start({ question }: RecordingQuestion): Promise<string | null> {
  let problem: string | null = null;
  await inTurn(async () => {
    program.early = [];
    const answer = await request('recording.start', { question });
    if (answer.ok) await show(answer.value);
    else problem = answer.message;
    // The connection can have broken before the answer, and the program can have started.
    program.unanswered = !answer.ok && answer.code === 'internal';
  });
  program.early = null;
  return problem;
}

/** Takes a recording of this host over, for a page that was loaded again. False if there is none that runs. */
export async function resumeProgram(): Promise<boolean> {
  const list = await request('recording.list', {});
  const running = list.ok ? list.value.find(({ status }) => status === 'running') : undefined;
  if (!running) return false;
  program.early = [];
  const opened = await ask('recording.attach', { recording: running.recording });
  if (opened) await show(opened);
  program.early = null;
  return opened !== null;
}

async function show({ state, header, now }: RecordingOpened): Promise<void> {
  const former = sessionId();
  const history = new History(header);
  useUi.setState({ selection: null, focused: false, overlay: null, tab: 'graph', messages: [],
    announcement: strings.program.started(state.title) });
  showRecord(history, state.title);
  describeRecord(state.about);
  program.history = history;
  program.drawn = 0;
  useProgram.setState({ state, question: null, process: null, chosen: null, clock: now - Date.now() });
  const early = program.early ?? [];
  program.early = null;
  for (const event of early) if (recordingOf(event) === state.recording) take(event);
  void pull();
  await closeFormer(former);
}

onRecording((event) => {
  if (recordingOf(event) === useProgram.getState().state?.recording) take(event);
  else program.early?.push(event);
});

function take(event: RecordingEvent): void {
  const before = useProgram.getState().state;
  const history = program.history;
  if (!before || !history) return;
  const state = recordingAfter(before, event);
  useProgram.setState(event.event === 'recording.held' ? { state, clock: event.now - Date.now() } : { state });
  if (event.event === 'recording.steps') append(event.from, event.steps);
  if (event.event === 'recording.held') useUi.setState({ announcement: strings.program.held(event.held.participant, event.held.call) });
  if (event.event === 'recording.ended') {
    void pull().then(() => {
      if (useSession.getState().history === history) describeRecord(state.about, event.header.scenario);
    });
    if (state.problem !== null) showNotice(strings.program.endedEarly(state.problem));
  } else if (event.event === 'recording.state' && useSession.getState().history === history) describeRecord(state.about);
}

/** Steps after `from`; those between are read from the host. */
function append(from: number, steps: readonly Step[]): void {
  const { history } = program;
  if (!history) return;
  if (from <= history.log.length) for (const step of steps) if (step.n === history.log.length + 1) history.append(step);
  draw();
  void pull();
}

/** Reads the steps that no event brought. */
async function pull(): Promise<void> {
  if (program.pulling) return;
  program.pulling = true;
  const { history } = program;
  for (;;) {
    const { state } = useProgram.getState();
    if (!state || !history || history !== program.history || history.log.length >= state.length) break;
    const steps = await request('recording.steps', { recording: state.recording, from: history.log.length, count: PULLED });
    if (!steps.ok || steps.value.length === 0) break;
    for (const step of steps.value) if (step.n === history.log.length + 1) history.append(step);
    draw();
  }
  program.pulling = false;
  // The former one was being read when this one came.
  if (history !== program.history && program.history) void pull();
}

/** Shows the new steps; a user at the last step follows. */
const draw = paced(() => {
  const { history, position } = useSession.getState();
  if (!history || history !== program.history) return true;
  extendRecord();
  if (position >= program.drawn) seek(history.log.length);
  program.drawn = history.log.length;
  return false;
});

/** The graph shows what the held call is about to do. */
useProgram.subscribe((now, before) => {
  const held = heldNow(now);
  if (held === heldNow(before)) return;
  useSession.setState({ ahead: held ? { text: strings.program.ahead(held.participant, held.call), diff: held.diff } : null });
});

/** Something else is on screen: the recording ends, and its programs go on. */
useSession.subscribe(({ history }) => {
  if (program.history === null || history === program.history) return;
  const { state } = useProgram.getState();
  program.history = null;
  useProgram.setState({ state: null, chosen: null });
  if (!state) return;
  void request('recording.close', { recording: state.recording }).then(() => {
    if (state.status === 'running') showDone(strings.program.left);
    // It is stored now.
    useUi.setState(({ stored }) => ({ stored: stored + 1 }));
  });
});

/** The connection is back: the host tells the state, or has ended with it. */
onConnected((restarted) => {
  const { state } = useProgram.getState();
  const unanswered = program.unanswered;
  program.unanswered = false;
  if (!state || state.status === 'ended') {
    if (unanswered && !restarted) void resumeProgram();
    return;
  }
  const lost = () => {
    useProgram.setState({ state: { ...state, status: 'ended', held: [] } });
    showNotice(strings.program.lost);
  };
  if (restarted) lost();
  else void request('recording.attach', { recording: state.recording }).then((answer) => {
    // Another one is on screen by now.
    if (useProgram.getState().state?.recording !== state.recording) return;
    if (!answer.ok) return lost();
    useProgram.setState({ state: answer.value.state, clock: answer.value.now - Date.now() });
    void pull();
  });
});

onReset(() => { program.history = null; });

const recording = (): string | null => {
  const { state } = useProgram.getState();
  return state?.status === 'running' ? state.recording : null;
};

export async function stopProgram(): Promise<void> {
  const id = recording();
  if (id !== null) await ask('recording.stop', { recording: id });
}

export async function detachProgram(): Promise<void> {
  const id = recording();
  if (id === null) return;
  await ask('recording.detach', { recording: id });
  showDone(strings.program.detached);
}

/** Returns a problem, or null. */
export async function setHolds(hold: readonly string[]): Promise<string | null> {
  const id = recording();
  if (id === null) return null;
  const answer = await request('recording.hold', { recording: id, hold: [...hold] });
  return answer.ok ? null : answer.message;
}

/** The held call that commands are about. */
export function heldNow({ state, chosen }: Pick<Program, 'state' | 'chosen'>) {
  return state?.held.find(({ id }) => id === chosen) ?? state?.held[0];
}

export async function release(how: Input<'recording.release'>['how'], next: 'thread' | 'process' | null = null): Promise<void> {
  const [id, held] = [recording(), heldNow(useProgram.getState())];
  if (id !== null && held) await ask('recording.release', { recording: id, held: held.id, how, next });
}
