/** A conformance run: every case on every provider that can run it here, one after the other. */
import type { ProviderId } from '../../../shared/trace/step.ts';
import type { Providers } from '../providers/providers.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { rowsOf } from './matrix.ts';
import { runCase } from './run-case.ts';
import type { Case, CaseRun, Report } from './types.ts';

export interface ConformanceOptions {
  providers: Providers;
  cases: readonly Case[];
  /** Providers to run on. One that was requested by name must be able to run. */
  on: readonly ProviderId[];
  asked: boolean;
  onRun(run: CaseRun): void;
  /** Aborting ends the current case and starts no other. */
  signal?: AbortSignal;
}

/** Throws Unavailable if a requested provider cannot run here. */
export async function runConformance({ providers, cases, on, asked, onRun, signal }: ConformanceOptions): Promise<Report> {
  const absent: Partial<Record<ProviderId, string>> = {};
  const runs: CaseRun[] = [];
  const given = new Promise<null>((resolve) => { signal?.addEventListener('abort', () => { resolve(null); }); });
  for (const info of await providers.list()) {
    if (!on.includes(info.id)) absent[info.id] = 'It was left out of this run.';
    else if (!info.available) {
      if (asked) throw new Unavailable(`The provider "${info.id}" cannot run here: ${info.reason}`);
      absent[info.id] = info.reason ?? 'It cannot run here.';
    } else {
      for (const test of cases.filter((c) => info.rules.includes(c.scenario.rules))) {
        if (signal?.aborted) break;
        const making = runCase(test, info.id, (events) => providers.make(info.id, test.scenario.rules, events, signal), undefined, signal);
        // Its processes end in the meantime.
        const run = await Promise.race([making, given]);
        if (run === null) break;
        runs.push(run);
        onRun(run);
      }
    }
  }
  const noProvider = runs.length === 0 ? 'No provider took part.' : null;
  return {
    rows: rowsOf(runs, noProvider), runs, cases: cases.length, absent, diverges: runs.filter((run) => run.state === 'diverges').length,
  };
}

/** The report as one JSON object. */
export function reportJson(report: Report): object {
  return {
    rules: report.rows.map(({ rule, platforms, reason, runs }) => ({
      id: rule.id, title: rule.title, platforms, ...(reason === null ? {} : { reason }),
      cases: [...new Set(runs.map((run) => run.case.id))],
    })),
    cases: report.cases, runs: report.runs.length, diverges: report.diverges, absent: report.absent,
  };
}
