/** Links to a place: `#/scenario/winsock/hand-a-connection-over/step/7?provider=model`, `#/live?filter=port%208080`. */
import type { ProviderId } from '../trace/step.ts';

export type DeepLink = ScenarioLink | LiveLink;

/** The live view and its filter; "" for everything. */
export interface LiveLink {
  live: string;
}

export interface ScenarioLink {
  /** Id in the library. */
  scenario: string;
  /** Step of the trace to show; null if not specified. */
  step: number | null;
  /** The provider; null means the model. */
  provider: ProviderId | null;
}

const PROVIDERS: readonly string[] = ['model', 'winsock', 'linux'];
const LIVE = /^\/?live\/?$/;
/** Longer than users type; the live view refuses longer filters, too. */
const LONGEST_FILTER = 500;
const PATH = /^\/?scenario\/((?:winsock|linux)\/[a-z0-9-]{1,64})(?:\/step\/(\d{1,7}))?\/?$/;

/** Reads the text after the # of an address or after `handoff://`. Returns null for anything else, including tokens. */
export function parseDeepLink(text: string): DeepLink | null {
  const [path = '', query = ''] = text.replace(/^(?:handoff:\/\/|#)/, '').split('?', 2);
  if (LIVE.test(path)) return { live: (new URLSearchParams(query).get('filter') ?? '').slice(0, LONGEST_FILTER) };
  const [, scenario, step] = PATH.exec(path) ?? [];
  if (scenario === undefined) return null;
  const provider = /(?:^|&)provider=([a-z]+)(?:&|$)/.exec(query)?.[1];
  if (provider !== undefined && !PROVIDERS.includes(provider)) return null;
  return { scenario, step: step === undefined ? null : Number(step), provider: (provider as ProviderId | undefined) ?? null };
}

/** Returns the link with a leading #, to append to an address. */
export function writeDeepLink(link: DeepLink): string {
  if ('live' in link) return link.live === '' ? '#/live' : `#/live?filter=${encodeURIComponent(link.live)}`;
  const { scenario, step, provider } = link;
  return `#/scenario/${scenario}${step === null ? '' : `/step/${step}`}${provider === null ? '' : `?provider=${provider}`}`;
}
