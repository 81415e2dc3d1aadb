/** A conformance run: every case on every provider that can run it here, one after the other. */
import { WINES_TRIED, untriedWine, winePlatform, wineVersion } from '../../../shared/domain/platform.ts';
import { hypothesisText } from '../../../shared/rules/evidence.ts';
import type { ProviderId } from '../../../shared/trace/step.ts';
import { WINE_VARIABLE } from '../../../../native-bridge/host/wine-setup.ts';
import type { Providers } from '../providers/providers.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { platformsOf, rowsOf } from './matrix.ts';
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
  const absent: Record<string, string> = {};
  const runs: CaseRun[] = [];
  const given = new Promise<null>((resolve) => { signal?.addEventListener('abort', () => { resolve(null); }); });
  for (const info of await providers.list()) {
    if (!on.includes(info.id)) absent[info.id] = 'It was left out of this run.';
    else if (!info.available) {
      if (asked) throw new Unavailable(`The provider "${info.id}" cannot run here: ${info.reason}`);
      absent[info.id] = info.reason ?? 'It cannot run here.';
    } else {
      const platforms = providers.platforms(info.id);
      for (const { name, unavailable } of platforms) if (unavailable !== null) absent[name] = unavailable;
      if (info.id === 'winsock') Object.assign(absent, notSetUp(platforms.map(({ name }) => name)));
      for (const { name, wine } of platforms.filter(({ unavailable }) => unavailable === null)) {
        for (const test of cases.filter((c) => info.rules.includes(c.scenario.rules))) {
          if (signal?.aborted) break;
          const making = runCase(test, { provider: info.id, platform: name },
            (events) => providers.make(info.id, test.scenario.rules, events, signal, wine), undefined, signal);
          // Its processes end in the meantime.
          const run = await Promise.race([making, given]);
          if (run === null) break;
          runs.push(run);
          onRun(run);
        }
      }
    }
  }
  const platforms = platformsOf(runs);
  const noProvider = runs.length === 0 ? 'No provider took part.' : null;
  return {
    platforms, notes: platforms.map(untriedWine).filter((note) => note !== null),
    rows: rowsOf(runs, noProvider), runs, cases: cases.length, absent, diverges: runs.filter((run) => run.state === 'diverges').length,
  };
}

/** The Wines that the known differences were tried on and that cannot run here, each with what to do. */
function notSetUp(here: readonly string[]): Record<string, string> {
  if (!here.some((name) => wineVersion(name) !== null)) return {};
  return Object.fromEntries(WINES_TRIED.map(winePlatform).filter((name) => !here.includes(name)).map((name) =>
    [name, process.env[WINE_VARIABLE] ? `${WINE_VARIABLE} names another Wine.`
      : `It is not set up here: npm run setup -- --wine ${wineVersion(name)!.split('.')[0]}`]));
}

export function reportJson(report: Report): object {
  return {
    rules: report.rows.map(({ rule, platforms, reason, runs }) => ({
      id: rule.id, title: rule.title, evidence: rule.evidence, hypothesis: hypothesisText(rule), platforms,
      ...(reason === null ? {} : { reason }),
      cases: [...new Set(runs.map((run) => run.case.id))],
    })),
    platforms: report.platforms, cases: report.cases, runs: report.runs.length, diverges: report.diverges, absent: report.absent,
    notes: report.notes,
  };
}
