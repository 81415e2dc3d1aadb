/** Starts the processes and the trace of a session. */
import type { ProcessEntity } from '../../../shared/domain/entities.ts';
import { processId } from '../../../shared/domain/ids.ts';
import type { Provider, ProviderEvents } from '../../../shared/provider/provider.ts';
import type { Permit } from '../../../shared/reach/permit.ts';
import { semanticsOf } from '../../../shared/rules/index.ts';
import type { PlatformSemantics } from '../../../shared/rules/platform-semantics.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { orAborted } from '../../../../native-bridge/host/limits.ts';
import { Bindings } from './bindings.ts';
import { Deaths } from './deaths.ts';
import { PendingCalls } from './pending.ts';
import { WorkQueue } from './queue.ts';
import { Recorder } from './recorder.ts';
import { type StepContext, planOf } from './step-context.ts';

/** Passed to an opening: a signal that cancels it, and a callback for its progress. */
export interface OpeningWatch {
  signal: AbortSignal;
  started(started: number, of: number): void;
}

export interface StartOptions {
  scenario: Scenario;
  providerId: ProviderId;
  makeProvider(events: ProviderEvents): Promise<Provider>;
  /** Milliseconds, monotonic; `performance.now` if absent. */
  clock?(): number;
  watch?: OpeningWatch | undefined;
  /** Milliseconds after which a call that should block counts as pending; 150 if absent. */
  pendingGrace?: number;
  /** Rules to predict with; those of the scenario's platform if absent. */
  semantics?: PlatformSemantics | undefined;
  /** Addresses of other programs that the user lets the session reach; none if absent. */
  permits?: readonly Permit[] | undefined;
}

/**
 * Starts every process of the scenario; performs no step. @param onStep called with each step that is appended later.
 * @throws the reason why a process cannot be started, or the signal's; no process is left then.
 */
export async function startSession(options: StartOptions, onStep: (step: Step) => void): Promise<StepContext> {
  const pending = new PendingCalls(options.pendingGrace);
  const deaths = new Deaths();
  const bindings = new Bindings();
  const provider = await options.makeProvider({
    completed: (key, performed) => pending.returned(key, performed),
    died: (process, how) => deaths.add({ process, how }),
  });
  try {
    const recorder = await startProcesses(options, provider, bindings.pids, onStep);
    const { semantics = semanticsOf(options.scenario.rules) } = options;
    return { semantics, provider, recorder, bindings, pending, deaths, permits: new Set(options.permits), queue: new WorkQueue() };
  } catch (error) {
    await provider.dispose();
    throw error;
  }
}

/** The trace, which begins with the started processes; `pids` receives their pids by name. */
async function startProcesses(
  { scenario, providerId, clock = () => performance.now(), watch }: StartOptions, provider: Provider, pids: Map<string, number>,
  onStep: (step: Step) => void,
): Promise<Recorder> {
  const added: Record<string, ProcessEntity> = {};
  const all = scenario.processes.length;
  for (const [i, { name, start }] of scenario.processes.entries()) {
    watch?.signal.throwIfAborted();
    watch?.started(i, all);
    const plan = planOf(scenario, name);
    const later = start === 'later';
    const starting = later ? Promise.resolve(null) : provider.start(plan);
    // A cancelled start fails when its process is ended; no caller waits for it then.
    starting.catch(() => {});
    const pid = await orAborted(watch?.signal, starting);
    if (pid !== null) pids.set(name, pid);
    const id = processId(name);
    added[id] = { kind: 'process', id, name, role: plan.role, pid, state: later ? 'waiting' : 'running', threads: plan.threads,
      endedAt: null, received: [] };
  }
  watch?.signal.throwIfAborted();
  watch?.started(all, all);
  return new Recorder({
    format: 'handoff-trace/1', scenario, provider: providerId, platform: provider.platform, rules: scenario.rules,
    start: { added, updated: {}, removed: {} },
  }, provider, clock, onStep);
}
