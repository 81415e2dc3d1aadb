/**
 * Schemas of the lines that `--json` prints, published in assets/schema. Under one version number, fields are never removed
 * or given another meaning; new ones can be added, so readers must ignore unknown fields.
 */
import { z } from 'zod';
import { captureLine, changeLine, socketLine } from '../../../shared/live/file-format.ts';
import { GROUPS } from '../../../shared/live/who.ts';
import { RANKS } from '../../../shared/rules/evidence.ts';
import { ACCEPTORS, KINDS, STATES, SURENESS } from '../../../shared/live/kinds.ts';

const strings = z.array(z.string());
const platformName = z.string().describe('"model", "linux", "windows", or Wine with its version: "wine-10.0"');
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
  divergences: z.array(z.looseObject({ what: z.string(), predicted: z.string(), observed: z.string(),
    knownDifference: z.string().nullable() })),
  hazards: z.array(z.looseObject({ id: z.string(), state: z.string(), rules: strings, text: z.string() })),
  met: z.boolean().nullable().describe('The expectation; null where there is none'),
  but: z.string().nullable(),
  micros: z.number().nullable().describe('Duration in microseconds'),
  bytes: z.string().optional().describe('With --data: the first bytes that the call moved, a character for each'),
});
const runSummary = z.looseObject({
  steps: z.number().int(), met: z.number().int(), unmet: z.number().int(), divergences: z.number().int(),
  provider: z.enum(['model', 'winsock', 'linux']), platform: platformName,
  note: z.string().nullable().describe('About a platform that was never tried; null for the others'),
});

const recordSummary = z.looseObject({
  processes: z.number().int(), steps: z.number().int(),
  calls: z.number().int().describe('Calls that were followed'),
  lost: z.number().int().describe('Calls and events that the source missed'),
  unread: z.number().int().describe('Lines that could not be read'), examples: strings.describe('The first of them, with the reason'),
  undecoded: z.number().int().describe('Calls on sockets without enough of their arguments'),
  notFollowed: z.record(z.string(), z.number().int()).describe('Calls on sockets that recordings do not follow, by name'),
  divergences: z.number().int(), source: z.string(),
  hazards: z.array(z.looseObject({ id: z.string(), since: z.number().int(), ended: z.number().int().nullable(), rules: strings,
    subjects: strings, text: z.string() })),
  listeners: z.array(z.looseObject({ socket: z.string(), open: z.boolean(), text: z.string(),
    holders: strings.describe('Each descriptor: how it came about and how it ended') })),
});

const evidence = z.array(z.enum(RANKS)).describe('From the highest rank to the lowest; predictions follow the highest');
const hypothesis = z.string().nullable().describe('What of the rule no source confirms on Windows');
const heldLine = z.looseObject({
  event: z.literal('held'), id: z.number().int(), why: z.string().describe('The condition or step that the call meets'),
  process: z.string(), pid: z.number().int(), thread: z.number().int().describe('Thread id of the system'),
  call: z.string(), args: z.record(z.string(), z.unknown()), shares: z.boolean().describe('It gives a socket to another holder'),
  predicted: outcome, rules: strings, changes: strings.describe('What the call will change'),
  hazards: z.array(z.looseObject({ id: z.string(), rules: strings, text: z.string() })).describe('Hazards that it will raise'),
  facts: z.array(z.looseObject({ number: z.number().int(), identity: z.string().nullable() }))
    .describe('Its descriptors, as the system has them'),
  open: z.number().int().describe('Earlier events that the prediction does not contain'), limit: z.number().describe('Seconds'),
});
const releasedLine = z.looseObject({
  event: z.literal('released'), id: z.number().int(), by: z.enum(['command', 'limit', 'ended', 'loss', 'detach']),
  how: z.looseObject({ kind: z.enum(['continue', 'refuse', 'cut']) }),
});

const explained = z.looseObject({
  asked: z.string(),
  errors: z.array(z.looseObject({
    rules: z.enum(['winsock', 'linux']), name: z.string(), number: z.number().int(), meaning: z.string(),
    calls: z.array(z.looseObject({ call: z.string(), rules: strings })),
    scenarios: z.array(z.looseObject({ id: z.string(), step: z.number().int() })),
  })).describe('Empty for a rule'),
  rules: z.array(z.looseObject({
    id: z.string(), title: z.string(), text: z.string(), evidence, known: z.string().describe('The evidence as text'), hypothesis,
    sources: strings,
    asserted: z.array(z.looseObject({ repository: z.string(), file: z.string(), commit: z.string(), assertions: z.number().int() }))
      .describe('Public files whose tests assert it on Windows'),
    clauses: z.array(z.looseObject({ says: z.string(), evidence, hypothesis: z.boolean(),
      asserted: z.string().nullable().describe('An assertion that the rules contradict without it') })),
  })).describe('Empty for an error'),
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

const decoded = z.looseObject({
  targetPid: z.number().int().nullable().describe('Process that the frame names; null for the bytes alone'),
  fields: z.array(z.looseObject({
    name: z.string().describe('As winsock2.h has it'), offset: z.number().int(), size: z.number().int(),
    value: z.union([z.number(), z.string(), z.array(z.number())]), hex: z.string().regex(/^[0-9a-f]*$/),
  })),
});

const caseLine = z.looseObject({
  case: z.string().describe('Its file'), provider: z.enum(['model', 'winsock', 'linux']), platform: platformName,
  state: z.enum(['holds', 'known-difference', 'diverges', 'not-run']),
  why: strings.describe('One sentence each: faults, known differences, why it was not run'),
  steps: z.number().int(), took: z.number().describe('Milliseconds'),
});
const cell = z.enum(['holds', 'known-difference', 'diverges', 'not-run', 'not-applicable']);
const conformanceReport = z.looseObject({
  rules: z.array(z.looseObject({
    id: z.string(), title: z.string(), evidence, hypothesis,
    platforms: z.record(z.string(), cell).describe('By the platforms of this report'),
    reason: z.string().optional().describe('Why it cannot be run, or was not'), cases: strings,
  })),
  platforms: z.array(platformName).describe('Those that ran a case'),
  cases: z.number().int(), runs: z.number().int(), diverges: z.number().int(),
  absent: z.record(z.string(), z.string()).describe('By provider or platform, why it did not take part'),
  notes: strings.describe('Platforms that were never tried before, and what that means'),
});

const assertionLine = z.looseObject({
  assertion: z.string().describe('Its group and number'), rules: strings, line: z.string().describe('The step that asserts it'),
  provider: z.enum(['model', 'winsock']), platform: platformName,
  state: z.enum(['agrees', 'differs', 'no-opinion', 'not-reached']),
  but: z.string().nullable().describe('What was seen instead'), named: z.string().nullable().describe('The known difference'),
  todo: z.boolean().describe('The source marks it as failing on its Wine'),
  source: z.looseObject({ repository: z.string(), file: z.string(), commit: z.string(), test: z.string() }),
});
const account = z.looseObject({ kind: z.enum(['named', 'listed', 'unexplained']), by: z.string().optional() });
const assertedReport = z.looseObject({
  assertions: z.number().int(), groups: z.number().int(),
  platforms: z.array(z.looseObject({
    platform: z.string(), counts: z.record(z.string(), z.number().int()), unexplained: z.number().int(),
    differences: z.array(z.looseObject({ id: z.string(), but: z.string(), account, todo: z.boolean() })),
  })),
  failed: z.array(z.looseObject({ group: z.string(), platform: platformName, why: z.string() }))
    .describe('Groups that were not run to their end'),
  stale: strings.describe('Listed, and no longer different'), rules: z.array(z.looseObject({
    rule: z.string(), assertions: z.number().int(),
    evidence: z.array(z.looseObject({
      repository: z.string(), file: z.string(), commit: z.string(), tests: strings, count: z.number().int() })),
  })),
  absent: z.record(z.string(), z.string()).describe('By provider or platform, why it did not take part'),
});

const time = z.number().int().describe('Milliseconds since 1970');
const label = { pid: z.number().int(), name: z.string(), startedAt: time };
const part = z.union([z.string(), z.looseObject({ text: z.string() })])
  .describe('A text, or one that points at a holder, watcher or socket by its row');
const whoAnswer = z.looseObject({
  target: z.string(), host: z.string(), at: time, hidden: captureLine.shape.hidden,
  sockets: z.array(z.looseObject({
    row: z.looseObject({
      kind: z.enum(KINDS), type: z.string(), family: z.string(), state: z.enum(STATES), local: z.string(), remote: z.string(),
      receiveQueue: z.number().int(), sendQueue: z.number().int(), inode: z.string(), cookie: z.string(), uid: z.number().int(),
      namespace: z.string(),
      holders: z.number().int(), watchers: z.number().int(), stale: z.number().int(), inFlight: z.number().int().nullable(),
      sure: z.enum(SURENESS).nullable(), acceptor: z.enum(ACCEPTORS),
    }),
    holders: z.array(z.looseObject({
      process: z.looseObject({ ...label, uid: z.number().int().nullable(), parent: z.number().int() }), descriptor: z.number().int(),
      closeOnExec: z.boolean().nullable(), provenance: z.string().nullable().describe('How it probably came there'),
    })),
    watchers: z.array(z.looseObject({
      instance: z.array(z.looseObject({ ...label, descriptor: z.number().int() })), descriptor: z.number().int(), events: strings,
      stale: z.boolean(), reused: z.boolean(), unsure: z.boolean(),
      sharing: z.array(part).describe('Who can remove it and is woken, if several processes hold the instance; else empty'),
    })),
    hazards: z.array(z.looseObject({ id: z.string(), title: z.string(), rules: strings, sentence: z.array(part), certain: z.boolean() })),
    group: z.enum(GROUPS).describe('accepted: a connection to the port of a listener; outgoing: one from that port'),
    why: z.array(part).describe('Why it is still open'),
    reach: z.array(part).describe('Which clients reach it, and which binds it refuses; empty if it does not wait at a port'),
    otherEnd: z.array(part).describe('Who holds the other end of a connection inside this machine; empty for none'),
    commands: z.record(z.string(), z.string()).describe('Command line by process id'),
    ancestry: z.record(z.string(), z.string()).describe('What started it, unit, container and login, by process id'),
  })),
});

/** Names of a scan's metadata in its three output forms, which differ from those in the file. */
const scanned = z.looseObject({
  capture: z.looseObject({ format: captureLine.shape.format, host: z.looseObject({ name: z.string(), system: z.string() }),
    startedAt: time, endedAt: time, tier: captureLine.shape.tier, why: z.string(), hidden: captureLine.shape.hidden, notes: strings }),
  sockets: z.array(socketLine),
});
const watched = z.looseObject({
  at: time, change: z.enum(['present', 'opened', 'accepted', 'closed', 'held', 'released', 'state', 'refused']),
  socket: z.string(), inode: z.number().int(), state: z.enum(STATES),
  process: z.looseObject(label).nullable().describe('The holder'), descriptor: z.number().int().nullable(),
  others: z.number().int().describe('Other descriptors of the socket at that time'),
  lost: z.number().int().describe('Calls that were not seen, one of which can be the cause'),
  call: z.looseObject({ at: time, name: z.string(), process: z.looseObject(label), result: z.number().int() }).nullable()
    .describe('What made the change: a call, or fork, exec or end of a process; null if it was not seen'),
});
const compared = z.looseObject({ host: z.string(), at: time, changes: z.array(changeLine) });

/** Maps each file name in assets/schema, without ".json", to the schema of one line. */
export const JSON_SCHEMAS = {
  'handoff-run-1': z.union([stepLine, runSummary]).describe('A line of handoff run --json: a step, or, last, the summary'),
  'handoff-record-1': z.union([stepLine, recordSummary]).describe('A line of handoff record --json: a step, or, last, the summary'),
  'handoff-debug-1': z.union([heldLine, releasedLine, stepLine, recordSummary])
    .describe('A line of handoff debug --json: a held call, its release, and then the lines of handoff record --json'),
  'handoff-explain-1': explained.describe('The line of handoff explain --json'),
  'handoff-doctor-1': doctor.describe('The line of handoff doctor --json'),
  'handoff-decode-1': decoded.describe('The line of handoff decode --json'),
  'handoff-conformance-2': z.union([caseLine, conformanceReport])
    .describe('A line of handoff conformance --json: a case on a provider, or, last, the report'),
  'handoff-asserted-1': z.union([assertionLine, assertedReport])
    .describe('A line of handoff conformance --asserted --json: an assertion on a provider, or, last, the report'),
  'handoff-who-1': whoAnswer.describe('The line of handoff who --json'),
  'handoff-scan-1': z.union([scanned, compared])
    .describe('A line of handoff scan --json: a capture, or (--compare, --watch) what has changed'),
  'handoff-watch-1': watched.describe('A line of handoff watch --json: a socket or holder of the port, or a change'),
  'handoff-validate-1': validated.describe('A line of handoff validate --json: one file'),
} as const;
