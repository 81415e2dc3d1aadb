/** One random sequence: performed for real, predicted by the rules, and judged. */
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import type { Rules } from '../../app/shared/domain/entities.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import { allOf } from '../../app/shared/domain/world.ts';
import { findCall } from '../../app/shared/calls/catalogue.ts';
import { asCalled } from '../../app/shared/calls/types.ts';
import type { CallStep, Scenario, ScenarioStep } from '../../app/shared/scenario/format.ts';
import { isCall } from '../../app/shared/scenario/step-kinds.ts';
import { semanticsOf } from '../../app/shared/rules/index.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import { dueCompletions } from '../../app/shared/rules/settle.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import { checkScenario } from '../../app/shared/scenario/check.ts';
import { compose } from './compose.ts';
import { findings } from './judge.ts';
import type { PeerPool } from './peer-pool.ts';
import { Draw, type Raw } from './random-source.ts';
import { Names, Situation } from './situation.ts';
import { makeStart } from './start.ts';

export interface Ran {
  /** Everything that was performed, as a scenario that can be run again. */
  scenario: Scenario;
  steps: readonly Step[];
}

/** The session itself failed, after these steps: the last of them is the one to look at. None when it could not be opened. */
export class SequenceFailed extends Error {
  readonly scenario: Scenario;

  constructor(why: Error, scenario: Scenario) {
    super(why.message, { cause: why });
    this.scenario = scenario;
  }
}

/** Short: whether a call really waits is judged beside it, and once more when the sequence ends. */
const PENDING_GRACE = 40;
/** Milliseconds given at the end to a call that, by the rules, still waits; and to one that returns, which takes long on a busy machine. */
const LAST_LOOK = { waits: 5, returns: 20_000 };
const PROCESSES = ['main', 'first', 'second', 'third'] as const;
/** Those that the others may create. */
const BORN = ['fourth', 'fifth'] as const;

/**
 * @param about told of what is about to be performed, as a scenario: what is there to be kept if nothing comes after it.
 * @throws SequenceFailed when the session itself fails: that is a finding too.
 */
export async function runDrawn(
  raw: Raw, rules: Rules, pool: PeerPool, title: string, about: (scenario: Scenario) => void = () => {}, semantics?: PlatformSemantics,
): Promise<Ran> {
  const planned: ScenarioStep[] = [];
  const scenario: Scenario = {
    format: 'handoff-scenario/1', title, rules, steps: planned,
    processes: [...PROCESSES.slice(0, 2 + raw.more).map((name) => ({ name })), ...BORN.map((name) => ({ name, start: 'later' as const }))],
  };
  const session = await SessionEngine.open({
    // The steps are performed as they are drawn; none is planned.
    scenario: { ...scenario, steps: [] }, providerId: rules, pendingGrace: PENDING_GRACE, semantics,
    makeProvider: (events) => pool.lease(events),
  }).catch((error: unknown) => { throw new SequenceFailed(error as Error, { ...scenario, steps: [] }); });
  const names = new Names();
  const situation = () => new Situation(rules, session.log.worldAt(session.log.length), names);
  let trying: ScenarioStep | null = null;
  const perform = async (step: ScenarioStep) => {
    const at = session.log.length;
    trying = step;
    about({ ...scenario, steps: [...planned, step] });
    await session.perform(step);
    trying = null;
    const made = session.log.step(at + 1)!;
    planned.push(asPlanned(step, made));
    if (!isCall(step)) return;
    noteNames(step, made, rules, names);
    // A port that the system chose needs a name, or the sequence could not be run again.
    if (step.call === 'bind' && made.outcome.kind === 'ok') await nameAddress(step);
  };
  const nameAddress = async (bound: CallStep) => {
    const as = names.fresh('a');
    const fd = rules === 'linux' ? 'fd' : 's';
    await perform({ process: bound.process, call: 'getsockname', args: { [fd]: bound.args![fd]! }, as });
  };
  try {
    await makeStart({ situation, perform }, new Draw(raw.start));
    for (const operation of raw.operations) {
      // The world follows the facts, but what comes after a finding rests on it.
      if (findings(session.log.steps()).length > 0) break;
      const step = compose(new Draw(operation), situation());
      if (step) await perform(step);
    }
    await lookAtPending(session, semantics ?? semanticsOf(rules), planned, perform);
  } catch (error) {
    throw new SequenceFailed(error as Error, { ...scenario, steps: [...planned, ...(trying ? [trying] : [])] });
  } finally {
    await session.close();
  }
  // A sequence that could not be written as a scenario is a fault of this program.
  if (planned.length > 0) checkScenario(scenario);
  return { scenario, steps: session.log.steps() };
}

function noteNames(step: ScenarioStep, made: Step, rules: Rules, names: Names): void {
  if (!isCall(step)) return;
  const { process } = splitParticipant(step.process);
  const call = findCall(rules, step.call);
  if (call)
    names.note(process, asCalled(call, step.args ?? {}), step.args ?? {}, step.as === undefined ? [] : [step.as].flat(), made.outcome);
}

/** A step that is kept must say that its call waits: then its name can be awaited. */
function asPlanned(step: ScenarioStep, made: Step): ScenarioStep {
  return isCall(step) && made.outcome.kind === 'pending' ? { ...step, expect: { pending: true } } : step;
}

/** A call that returned although the rules say it waits, or waits although they say it returns, shows here. */
async function lookAtPending(
  session: SessionEngine, semantics: PlatformSemantics, planned: readonly ScenarioStep[], perform: (step: ScenarioStep) => Promise<void>,
): Promise<void> {
  const world = () => session.log.worldAt(session.log.length);
  const waiting = new Set(allOf(world(), 'pending').map((p) => p.step));
  for (const step of session.log.steps()) {
    if (!waiting.has(step.n) || step.action.kind !== 'call') continue;
    const [name] = step.action.as;
    if (name === undefined || !planned.some((p) => isCall(p) && [p.as].flat().includes(name))) continue;
    const returns = dueCompletions(world(), semantics, session.log.length + 1).some((group) => group.some((p) => p.step === step.n));
    await perform({ await: `$${name}`, within: LAST_LOOK[returns ? 'returns' : 'waits'] });
  }
}
