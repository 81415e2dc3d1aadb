/** Runs a scenario to its end in a separate session, beside the one on screen, and returns its trace. */
import type { ProviderInfo } from '../../shared/contract/contract.ts';
import { readTrace } from '../../shared/trace/file.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { consentFor } from '../store/consent.ts';
import { ask } from '../store/host-client.ts';
import { askToOpen } from '../store/opening.ts';
import { strings } from './strings.ts';

export interface SecondRun {
  log: TraceLog;
  provider: ProviderInfo;
}

export type Source = { library: string } | { scenario: Scenario };

/** Null if it failed (the user was notified) or was cancelled. `onProgress` receives 0 to 1. */
export async function runBeside(
  source: Source, provider: ProviderId, onProgress: (part: number) => void, signal: AbortSignal,
): Promise<SecondRun | null> {
  const scenario = 'library' in source ? source : { text: JSON.stringify(source.scenario), file: strings.providers.scenarioFile };
  const allow = await consentFor({ scenario }, strings.providers.secondRun, 'open');
  if (allow === null) return null;
  const allowed = allow.length > 0 ? { allow: [...allow] } : {};
  const opened = await askToOpen('session.open', { provider, unlisted: true, scenario, ...allowed }, { signal });
  if (!opened) return null;
  const { session } = opened.state;
  try {
    const { planned } = opened.state;
    for (let performed = 0; performed < planned;) {
      if (signal.aborted) return null;
      const stepped = await ask('session.step', { session });
      if (!stepped || stepped.performed === performed) break;
      ({ performed } = stepped);
      onProgress(performed / planned);
    }
    const text = await ask('session.trace', { session });
    return text === null || signal.aborted ? null : { log: readTrace(text, strings.providers.traceFile).log, provider: opened.provider };
  } finally {
    await ask('session.close', { session });
  }
}
