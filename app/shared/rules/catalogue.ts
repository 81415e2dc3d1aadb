/** Every rule of the specification, S1 to S57, P1 to P27, W1 to W38 and K1, as data for pages, answers and reports. */
import type { RuleId } from '../domain/ids.ts';
import { LINUX_ENTRIES } from './catalogue/linux.ts';
import type { RuleEntry } from './catalogue/types.ts';
import { WINE_ENTRIES } from './catalogue/wine.ts';
import { WINSOCK_EVENTS } from './catalogue/winsock-events.ts';
import { WINSOCK_EXPORT } from './catalogue/winsock-export.ts';
import { WINSOCK_SHARING } from './catalogue/winsock-sharing.ts';
import { WINSOCK_SYSTEM } from './catalogue/winsock-system.ts';

export type { RuleEntry, RulePlatform } from './catalogue/types.ts';

const LETTERS = 'SPWK';
const position = (id: RuleId): number => LETTERS.indexOf(id[0]!) * 100 + Number(id.slice(1));

/** In the order S, P, W, K, and by number. */
export const RULES: readonly RuleEntry[] = [
  ...WINSOCK_EXPORT, ...WINSOCK_SHARING, ...WINSOCK_EVENTS, ...WINSOCK_SYSTEM, ...LINUX_ENTRIES, ...WINE_ENTRIES,
].sort((a, b) => position(a.id) - position(b.id));

const BY_ID = new Map<string, RuleEntry>(RULES.map((rule) => [rule.id, rule]));

export function findRule(id: string): RuleEntry | undefined {
  return BY_ID.get(id);
}
