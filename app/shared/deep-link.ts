/** Links to a place in a scenario: `#/scenario/winsock/hand-a-connection-over/step/7?provider=model`. */
import type { ProviderId } from './trace/step.ts';

export interface DeepLink {
  /** Id in the library. */
  scenario: string;
  /** Step of the trace to stand at; null for where one likes. */
  step: number | null;
  /** Who performs the calls; null leaves it open, which is the model's. */
  provider: ProviderId | null;
}

const PROVIDERS: readonly string[] = ['model', 'winsock', 'linux'];
const PATH = /^\/?scenario\/((?:winsock|linux)\/[a-z0-9-]{1,64})(?:\/step\/(\d{1,7}))?\/?$/;

/** Reads what stands behind the # of an address, or behind `handoff://`. Null for anything else, tokens included. */
export function parseDeepLink(text: string): DeepLink | null {
  const [path = '', query = ''] = text.replace(/^(?:handoff:\/\/|#)/, '').split('?', 2);
  const [, scenario, step] = PATH.exec(path) ?? [];
  if (scenario === undefined) return null;
  const provider = /(?:^|&)provider=([a-z]+)(?:&|$)/.exec(query)?.[1];
  if (provider !== undefined && !PROVIDERS.includes(provider)) return null;
  return { scenario, step: step === undefined ? null : Number(step), provider: (provider as ProviderId | undefined) ?? null };
}

/** With the # in front, as it goes behind an address. */
export function writeDeepLink({ scenario, step, provider }: DeepLink): string {
  return `#/scenario/${scenario}${step === null ? '' : `/step/${step}`}${provider === null ? '' : `?provider=${provider}`}`;
}
