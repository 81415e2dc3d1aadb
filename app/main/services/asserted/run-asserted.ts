/** Runs the collection on providers, one case after the other. */
import type { ProviderId } from '../../../shared/trace/step.ts';
import { runToEnd } from '../conformance/run-case.ts';
import type { Providers } from '../providers/providers.ts';
import type { AssertedCase } from '../../../shared/asserted/expand.ts';
import { type AssertionResult, judgeCase } from './judge.ts';

export interface AssertedRun {
  case: AssertedCase;
  provider: ProviderId;
  /** "model", "wine-8.0", "windows" and so on. */
  platform: string;
  results: readonly AssertionResult[];
  /** Why the run ended early, or null. */
  fault: string | null;
}

export interface AssertedOptions {
  providers: Providers;
  cases: readonly AssertedCase[];
  /** Providers to run on; the Linux provider has no Winsock. */
  on: readonly ProviderId[];
  onRun(run: AssertedRun): void;
  /** Aborting ends the current case and starts no other. */
  signal?: AbortSignal;
}

export interface AssertedRuns {
  runs: readonly AssertedRun[];
  /** By provider, or by platform of a provider, why it did not take part. */
  absent: Readonly<Record<string, string>>;
}

export async function runAsserted({ providers, cases, on, onRun, signal }: AssertedOptions): Promise<AssertedRuns> {
  const absent: Record<string, string> = {};
  const runs: AssertedRun[] = [];
  for (const info of await providers.list()) {
    if (!info.rules.includes('winsock')) continue;
    if (!on.includes(info.id)) absent[info.id] = 'It was left out of this run.';
    else if (!info.available) absent[info.id] = info.reason ?? 'It cannot run here.';
    else {
      for (const { name, wine, unavailable } of providers.platforms(info.id)) {
        if (unavailable !== null) absent[name] = unavailable;
        for (const one of unavailable === null ? cases : []) {
          if (signal?.aborted) break;
          const whole = await runToEnd(one.scenario, info.id,
            (events) => providers.make(info.id, 'winsock', events, signal, wine), undefined, signal);
          if (signal?.aborted) break;
          const run: AssertedRun = { case: one, provider: info.id, platform: whole.platform ?? name,
            results: judgeCase(one, info.id, whole.steps, whole.fault), fault: whole.fault };
          runs.push(run);
          onRun(run);
        }
      }
    }
  }
  return { runs, absent };
}
