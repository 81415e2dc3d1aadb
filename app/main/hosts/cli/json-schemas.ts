/**
 * What the lines of `--json` look like, published in assets/schema. A field is never taken away or given another
 * meaning under the same number; new ones may come, so a reader ignores what it does not know.
 */
import { z } from 'zod';
import { INVENTORY_FORMAT } from '../../../shared/live/capture.ts';
import { changeLine, socketLine } from '../../../shared/live/file-format.ts';
import { KINDS, STATES } from '../../../shared/live/kinds.ts';

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

const process = z.looseObject({ pid: z.number().int(), name: z.string(), startedAt: z.number().describe('Milliseconds since 1970; 0 where unknown') });
/** A sentence in pieces: text, and pointers to a holder, watcher or socket with their text. */
const sentence = z.array(z.union([z.string(), z.looseObject({ text: z.string() })])).describe('A sentence in pieces: text, or a pointer with its text');
const hidden = z.looseObject({ processes: z.number().int(), descriptors: z.number().int(), sockets: z.number().int(), namespaces: z.number().int() });

const who = z.looseObject({
  target: z.string(), host: z.string(), at: z.number().describe('When the capture began, in milliseconds since 1970'), hidden: hidden.describe('What the rights of the user kept from view'),
  sockets: z.array(z.looseObject({
    row: z.looseObject({ kind: z.enum(KINDS), state: z.enum(STATES), local: z.string(), remote: z.string(), inode: z.string(), cookie: z.string(), namespace: z.string() }),
    holders: z.array(z.looseObject({ process, descriptor: z.number().int(), closeOnExec: z.boolean().nullable(), provenance: z.string().nullable().describe('How it probably came there; null for no idea') })),
    watchers: z.array(z.looseObject({ instance: z.array(process), descriptor: z.number().int(), events: strings, mask: z.number().int(), stale: z.boolean(), reused: z.boolean(), unsure: z.boolean() })),
    hazards: z.array(z.looseObject({ id: z.string(), title: z.string(), rules: strings, certain: z.boolean(), sentence })),
    why: sentence, commands: z.record(z.string(), z.string()).describe('Command lines by pid'),
  })),
});

const scan = z.union([
  z.looseObject({ capture: z.looseObject({ format: z.literal(INVENTORY_FORMAT), hidden, why: z.string(), notes: strings }), sockets: z.array(socketLine) }),
  z.looseObject({ host: z.string(), at: z.number(), changes: z.array(changeLine) }).describe('With --compare'),
]);

/** File name in assets/schema, without ".json", to the schema of one line. */
export const JSON_SCHEMAS = {
  'handoff-run-1': z.union([stepLine, runSummary]).describe('A line of handoff run --json: a step, or, last, the summary'),
  'handoff-explain-1': explained.describe('The line of handoff explain --json'),
  'handoff-doctor-1': doctor.describe('The line of handoff doctor --json'),
  'handoff-who-1': who.describe('The line of handoff who --json'),
  'handoff-scan-1': scan.describe('The line of handoff scan --json; with --watch one more for each change, as with --compare'),
  'handoff-validate-1': validated.describe('A line of handoff validate --json: one file'),
} as const;
