/**
 * What the lines of `--json` look like, published in assets/schema. A field is never taken away or given another
 * meaning under the same number; new ones may come, so a reader ignores what it does not know.
 */
import { z } from 'zod';

const strings = z.array(z.string());
const outcome = z.looseObject({ kind: z.enum(['ok', 'error', 'pending', 'blocked', 'refused', 'timeout', 'died']).or(z.string()) });

const stepLine = z.looseObject({
  n: z.number().int().min(1).describe('Number of the step'),
  kind: z.enum(['call', 'message', 'completion', 'kill', 'death']),
  process: z.string().describe('Process, or process/thread'),
  pid: z.number().int().nullable(),
  call: z.string().optional(),
  args: z.record(z.string(), z.unknown()).optional().describe('As the call got them'),
  outcome,
  predicted: outcome.nullable().describe('What the rules foretold; null where they leave it open'),
  rules: strings.describe('Rules of the prediction'),
  facts: z.array(z.looseObject({ known: z.string() })),
  divergences: z.array(z.looseObject({ what: z.string(), predicted: z.string(), observed: z.string(), knownDifference: z.string().nullable() })),
  hazards: z.array(z.looseObject({ id: z.string(), state: z.string(), rules: strings, text: z.string() })),
  met: z.boolean().nullable().describe('The expectation; null where there is none'),
  but: z.string().nullable(),
  micros: z.number().nullable().describe('Duration in microseconds'),
});
const runSummary = z.looseObject({
  steps: z.number().int(), met: z.number().int(), unmet: z.number().int(), divergences: z.number().int(),
});

const explained = z.looseObject({
  asked: z.string(),
  errors: z.array(z.looseObject({
    rules: z.enum(['winsock', 'linux']), name: z.string(), number: z.number().int(), meaning: z.string(),
    calls: z.array(z.looseObject({ call: z.string(), rules: strings })),
    scenarios: z.array(z.looseObject({ id: z.string(), step: z.number().int() })),
  })).min(1),
});

const doctor = z.looseObject({
  checks: z.array(z.looseObject({
    id: z.string(), title: z.string(), state: z.enum(['works', 'limited', 'missing']), found: z.string(), get: z.string().nullable(),
  })),
});

const validated = z.looseObject({
  file: z.string(), ok: z.boolean(), title: z.string().optional(), steps: z.number().int().optional(),
  processes: z.number().int().optional(), problem: z.string().optional(),
});

/** File name in assets/schema, without ".json", to the schema of one line. */
export const JSON_SCHEMAS = {
  'handoff-run-1': z.union([stepLine, runSummary]).describe('A line of handoff run --json: a step, or, last, the summary'),
  'handoff-explain-1': explained.describe('The line of handoff explain --json'),
  'handoff-doctor-1': doctor.describe('The line of handoff doctor --json'),
  'handoff-validate-1': validated.describe('A line of handoff validate --json: one file'),
} as const;
