/** Links to a place: `#/scenario/winsock/hand-a-connection-over/step/7?provider=model`, `#/live?filter=port%208080`. */
import type { ProviderId } from '../trace/step.ts';

export type DeepLink = ScenarioLink | LiveLink;

/** The live view, and what is searched for in it; "" for everything. */
export interface LiveLink {
  live: string;
}

export interface ScenarioLink {
  /** Id in the library. */
  scenario: string;
  /** Step of the trace to stand at; null for where one likes. */
  step: number | null;
  /** Who performs the calls; null leaves it open, which is the model's. */
  provider: ProviderId | null;
}

const PROVIDERS: readonly string[] = ['model', 'winsock', 'linux'];
const LIVE = /^\/?live\/?$/;
/** Longer than anybody types; the live view refuses longer filters, too. */
const LONGEST_FILTER = 500;
const PATH = /^\/?scenario\/((?:winsock|linux)\/[a-z0-9-]{1,64})(?:\/step\/(\d{1,7}))?\/?$/;

/** Reads what stands behind the # of an address, or behind `handoff://`. Null for anything else, tokens included. */
export function parseDeepLink(text: string): DeepLink | null {
  const [path = '', query = ''] = text.replace(/^(?:handoff:\/\/|#)/, '').split('?', 2);
  if (LIVE.test(path)) return { live: (new URLSearchParams(query).get('filter') ?? '').slice(0, LONGEST_FILTER) };
  const [, scenario, step] = PATH.exec(path) ?? [];
  if (scenario === undefined) return null;
  const provider = /(?:^|&)provider=([a-z]+)(?:&|$)/.exec(query)?.[1];
  if (provider !== undefined && !PROVIDERS.includes(provider)) return null;
  return { scenario, step: step === undefined ? null : Number(step), provider: (provider as ProviderId | undefined) ?? null };
}

/** With the # in front, as it goes behind an address. */
export function writeDeepLink(link: DeepLink): string {
  if ('live' in link) return link.live === '' ? '#/live' : `#/live?filter=${encodeURIComponent(link.live)}`;
  const { scenario, step, provider } = link;
  return `#/scenario/${scenario}${step === null ? '' : `/step/${step}`}${provider === null ? '' : `?provider=${provider}`}`;
}
