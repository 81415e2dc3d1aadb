/** A step: one performed call, message or spontaneous event, with everything learned from it. */
import type { Outcome, ResolvedArgs } from '../calls/types.ts';
import type { WorldDiff } from '../domain/diff.ts';
import type { Known, Rules } from '../domain/entities.ts';
import type { RuleId, StepNumber } from '../domain/ids.ts';
import type { Carrier, Expectation, Scenario } from '../scenario/format.ts';
import type { Hazard } from './hazard.ts';
import type { PredictedOutcome } from './predicted.ts';

/** What the process of a step is called by then, if it has executed another program. Recordings only. */
interface Shown { shown?: string }

export type Action =
  | Shown & { kind: 'call'; participant: string; call: string;
      /** As written, with $names. */
      args: Readonly<Record<string, unknown>>;
      /** As performed. */
      resolved: ResolvedArgs;
      as: readonly string[];
      /** The transfer guard was skipped. */
      raw?: true }
  | { kind: 'message'; from: string; to: string; carrier: Carrier | OwnCarrier; name: string | null; content: MessageContent;
    as: string | null }
  /** A call that was pending has returned. */
  | Shown & { kind: 'completion'; participant: string; call: string; of: StepNumber }
  | { kind: 'kill'; process: string }
  /** A process ended unexpectedly. */
  | Shown & { kind: 'death'; process: string; how: string };

/** How a socket went to, or came from, a process that is not of the session. */
export type OwnCarrier = 'unix' | 'clipboard';

export type MessageContent =
  | { kind: 'text'; text: string }
  | { kind: 'pid'; process: string; pid: number | null }
  | { kind: 'blob'; name: string; bytes: number }
  | { kind: 'value'; text: string };

/** What can be read of each kind of thing, with the type of its value. */
export interface FactValues {
  /** Of descriptors: what they stand for, in the system's words; null where they stand for nothing. */
  identity: string | null;
  inheritable: boolean;
  /** Of sockets. */
  state: string;
  local: string | null;
  remote: string | null;
  nonblocking: boolean;
  unread: number;
  references: number;
  descriptors: number;
  /** Descriptors in flight in its queue, as the kernel counts them (P23). */
  'rights in queue': number;
  /** Of epoll instances: their items as text. */
  registrations: string;
  /** Of registrations. */
  registered: boolean;
  /** Of event objects. */
  set: boolean;
}

export type FactName = keyof FactValues;

type FactOf<W extends FactName> = {
  /** Id of the entity it is about. */
  subject: string;
  what: W;
  value: FactValues[W];
  known: Known;
};

export type Fact = { [W in FactName]: FactOf<W> }[FactName];

/** A fact that was read from the system. */
export const readFact = <W extends FactName>(subject: string, what: W,
  value: FactValues[W]): Fact => ({ subject, what, value, known: 'read' }) as Fact;

interface Difference {
  /** "outcome of bind", "references of socket:2": as trace files and `--json` name it. */
  what: string;
  predicted: string;
  observed: string;
  rules: readonly RuleId[];
  /** Named when the platform's known differences list it; then it is shown, but not counted. */
  knownDifference: RuleId | null;
}

/** A real outcome or fact that the rules did not predict. */
export type Divergence = Difference & ({ kind: 'outcome'; call: string } | { kind: 'fact'; fact: FactName; subject: string });

export const outcomeDivergence = (call: string,
  seen: Omit<Difference, 'what'>): Divergence => ({ kind: 'outcome', call, what: `outcome of ${call}`, ...seen });
export const factDivergence = ({ what, subject }: Fact, seen: Omit<Difference, 'what'>): Divergence =>
  ({ kind: 'fact', fact: what, subject, what: `${what} of ${subject}`, ...seen });

/** As files have it: the name alone. */
export function storedDivergence(divergence: Divergence): Difference {
  const { what, predicted, observed, rules, knownDifference } = divergence;
  return { what, predicted, observed, rules, knownDifference };
}

/** From a file. What its name says nothing of is an outcome. */
export function readDivergence(stored: Difference): Divergence {
  const [, what, subject] = /^(.+) of (\S+)$/.exec(stored.what) ?? [];
  if (what === undefined || subject === undefined || what === 'outcome') return { ...stored, kind: 'outcome', call: subject ?? '' };
  return { ...stored, kind: 'fact', fact: what as FactName, subject };
}

export interface Verdict {
  expected: Expectation;
  met: boolean;
  /** What was seen instead, or null when it was met. */
  but: string | null;
}

export interface Step {
  n: StepNumber;
  action: Action;
  outcome: Outcome;
  predicted: { outcome: PredictedOutcome; rules: readonly RuleId[] } | null;
  diff: WorldDiff;
  facts: readonly Fact[];
  divergences: readonly Divergence[];
  /** Hazards that came about or ended with this step. */
  hazards: readonly Hazard[];
  verdict: Verdict | null;
  note: string | null;
  /** Which step of the scenario it performs, from 0; null when it happened by itself or was added by hand. */
  plan: number | null;
  /** Milliseconds since the session started. */
  at: number;
  /** Microseconds the call took in the process that made it; null where nothing was performed. */
  micros: number | null;
  /** The first bytes that the call moved, as a byte string; only in recordings that keep them. */
  bytes?: string;
}

export type ProviderId = 'model' | 'winsock' | 'linux';

/** First line of a trace file, and what a view needs besides the steps. */
export interface TraceHeader {
  /** 2: a recording, which older readers refuse. */
  format: 'handoff-trace/1' | 'handoff-trace/2';
  scenario: Scenario;
  provider: ProviderId;
  /** "linux", "wine-10.0", "windows", "model"; "wine-8" in older traces. */
  platform: string;
  rules: Rules;
  /** The world before the first step. */
  start: WorldDiff;
  /** Absent: the steps were performed by this program. */
  recording?: RecordingInfo;
}

/** How a recording came about, and what it does not contain. */
export interface RecordingInfo {
  /** "strace-text", "ptrace": where the calls come from. */
  source: string;
  /** Calls that were followed. */
  calls: number;
  /** Calls and events that the source missed. */
  lost: number;
  /** Lines or records of the source that could not be read. */
  unread: number;
  /** Calls on sockets without enough of their arguments. */
  undecoded: number;
  /** Calls on sockets that recordings do not follow, by name. */
  notFollowed: Readonly<Record<string, number>>;
}
