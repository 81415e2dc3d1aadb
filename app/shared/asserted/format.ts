/** The format of the collection in assets/asserted: groups of typed lines, each line with `expect` one assertion. */
import { z } from 'zod';
import type { RuleId } from '../domain/ids.ts';
import type { WineVersion } from '../domain/platform.ts';

const ruleId = z.string().regex(/^S\d{1,2}$/, 'A Winsock rule: S and a number') as unknown as z.ZodType<RuleId>;
const groupId = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Lowercase words joined by hyphens');
const processName = z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/);
const assertionId = z.string().regex(/^[a-z0-9-]+\/\d+$/, 'group/number');

export const sourceSchema = z.strictObject({
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/).describe('owner/name on GitHub'),
  file: z.string().min(1),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  license: z.string().min(1),
});

export const groupSchema = z.strictObject({
  id: groupId,
  title: z.string().min(1).max(120),
  rules: z.array(ruleId).min(1).describe('The rules that these assertions concern, the main one first'),
  in: z.string().min(1).max(120).describe('The test in the source file'),
  setup: z.array(z.string()).max(4).optional().describe('Lines of setups.json that run first'),
  processes: z.array(processName).max(3).optional().describe('Further processes besides app'),
  steps: z.array(z.string().min(1).max(400)).min(1).max(90)
    .describe('Typed lines; "expect" marks an assertion, " # todo" one that the source marks as failing on Wine'),
});

export const collectionSchema = z.strictObject({
  format: z.literal('handoff-asserted/1'),
  source: z.string().describe('Its key in sources.json'),
  groups: z.array(groupSchema).min(1),
});

export const sourcesSchema = z.record(z.string(), sourceSchema);
export const setupsSchema = z.record(z.string(), z.array(z.string().min(1)).min(1));

/** Assertions that the rules contradict today. */
export const contradictionsSchema = z.array(z.strictObject({
  assertions: z.array(assertionId).min(1), rule: ruleId, reason: z.string().min(1).max(400),
}));

const wineVersion = z.string().regex(/^\d+\.\d+$/, 'A version such as 10.0') as unknown as z.ZodType<WineVersion>;

/** Assertions that a Wine does not meet, where no known difference of the rules names it. */
export const departuresSchema = z.array(z.strictObject({
  assertions: z.array(assertionId).min(1),
  wine: z.strictObject({ from: wineVersion, until: wineVersion.nullable() })
    .describe('The versions that depart; until is the first that does not'),
  reason: z.string().min(1).max(400),
}));

export type Source = z.infer<typeof sourceSchema>;
export type Group = z.infer<typeof groupSchema>;
export type Contradiction = z.infer<typeof contradictionsSchema>[number];
export type Departure = z.infer<typeof departuresSchema>[number];
