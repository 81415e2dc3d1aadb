/** A recording: events of a source in, a trace out. */
import { findCall } from '../calls/catalogue.ts';
import type { Rules } from '../domain/entities.ts';
import type { WorldView } from '../domain/world.ts';
import type { RecordingInfo, Step, TraceHeader } from '../trace/step.ts';
import type { TraceLog } from '../trace/log.ts';
import { DECODED_CALLS } from './decode/decode.ts';
import { LIFE_CALLS } from './lifecycle.ts';
import { type HeldCall, heldCall } from './holds/held-call.ts';
import type { RawCall, RawEvent } from './raw.ts';
import { Sequencer } from './sequencer.ts';
import type { Loss, SourceId } from './source.ts';
import { State } from './state.ts';
import { COUNTED_CALLS, Tally } from './tally.ts';
import { StepWriter } from './writer.ts';

/** Whether a recording follows a call of the kernel. Sources count the others in its `tally`. */
export const isFollowed = (name: string): boolean => DECODED_CALLS.linux.has(name) || LIFE_CALLS.has(name) || COUNTED_CALLS.has(name);

/** Names of the calls to follow. */
export const FOLLOWED_CALLS: readonly string[] = [...new Set([...DECODED_CALLS.linux, ...LIFE_CALLS, ...COUNTED_CALLS])];

/** Where the recorded programs run. */
export type RecordedSystem = Pick<TraceHeader, 'provider' | 'platform' | 'rules'>;

const LINUX: RecordedSystem = { provider: 'linux', platform: 'linux', rules: 'linux' };

/** Counted calls that only move bytes, or wait. */
const COUNTED_BYTES: ReadonlySet<string> = new Set(['splice', 'tee', 'vmsplice', 'preadv', 'pwritev', 'preadv2', 'pwritev2',
  'io_uring_enter', 'epoll_wait_old']);

/** Moves bytes, which carry no descriptors, or waits for them, and does nothing else. */
function movesBytes(name: string): boolean {
  const spec = findCall('linux', name);
  const moves = (spec?.waits === 'room' || spec?.waits === 'data') && spec.number !== 'count';
  return COUNTED_BYTES.has(name) || ((moves || spec?.waits === 'timeout') && spec?.transfers === undefined);
}

/** Those of them that change who holds what. */
export const SHARING_CALLS: readonly string[] = FOLLOWED_CALLS.filter((name) => !movesBytes(name));

export class Recording {
  readonly tally = new Tally();
  readonly #state: State;
  readonly #writer: StepWriter;
  readonly #sequencer: Sequencer;
  #calls = 0;

  /**
   * `title`: of the trace. `onStep` receives every step when it is final. `seesBytes`: the source follows all calls; else what is
   * queued in a connection is not known. `system`: that of the programs. `holdersOf`: as of State, for programs that run here.
   */
  constructor(title: string, onStep: (step: Step) => void = () => undefined, seesBytes = true, system: RecordedSystem = LINUX,
    holdersOf?: State['holdersOf']) {
    this.#state = new State(seesBytes, system, holdersOf);
    this.#writer = new StepWriter(headerOf(title, system), this.#state, onStep);
    this.#sequencer = new Sequencer(this.#state, this.#writer, this.tally);
  }

  /** Of its programs. */
  get rules(): Rules {
    return this.#state.rules;
  }

  /** Processes as far as they are known. */
  get log(): TraceLog {
    return this.#writer.log;
  }

  events(batch: readonly RawEvent[]): void {
    for (const event of batch) if (event.kind === 'enter') this.#calls += 1;
    this.#sequencer.push(batch);
  }

  /**
   * A call that is held before it is made, in the world of everything before it. `open`: events whose order is still open, which
   * that world does not contain. null for a task that is not known yet.
   */
  held(raw: RawCall, about: string | null): { call: HeldCall; open: number } | null {
    const open = this.#sequencer.settle();
    const task = this.#sequencer.taskOf(raw);
    this.#sequencer.hold(raw, true);
    return task ? { call: heldCall(this.#state, this.#writer, task, raw, about), open } : null;
  }

  /** The held call is made, or its task has ended. */
  released(raw: RawCall): void {
    this.#sequencer.hold(raw, false);
  }

  /** The world after the last step, and what belongs to the next one. */
  get world(): WorldView {
    return this.#state.world;
  }

  /** Handles the events whose order is known: for steps that are shown while the programs run, and nothing else comes for a while. */
  settle(): void {
    this.#sequencer.settle();
  }

  /** What the header of the trace says of it so far. */
  about(source: SourceId, loss: Loss): RecordingInfo {
    return { source, calls: this.#calls, lost: loss.lost, unread: loss.unread, undecoded: this.#sequencer.undecoded,
      notFollowed: Object.fromEntries(this.tally.concerning) };
  }

  /** No more events come. Returns the trace with the processes of the whole recording in its header. */
  finish(source: SourceId, loss: Loss): TraceLog {
    this.#sequencer.finish();
    const { log } = this.#writer;
    const processes = [...this.#state.world.ofKind('process')]
      .map(({ id, threads }) => ({ name: id.slice('process:'.length), ...(threads.length > 0 ? { threads: [...threads] } : {}) }));
    log.replan({ ...log.header.scenario, processes });
    log.describe(this.about(source, loss));
    return log;
  }
}

function headerOf(title: string, { provider, platform, rules }: RecordedSystem): TraceHeader {
  return {
    format: 'handoff-trace/2', provider, platform, rules, start: { added: {}, updated: {}, removed: {} },
    scenario: { format: 'handoff-scenario/1', title: title.slice(0, 120), rules, processes: [], steps: [] },
    recording: { source: 'strace-text', calls: 0, lost: 0, unread: 0, undecoded: 0, notFollowed: {} },
  };
}
