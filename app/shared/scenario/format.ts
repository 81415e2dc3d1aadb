/** The scenario format, handoff-scenario/1, as a zod schema; the published JSON Schema is made from it. */
import { z } from 'zod';
import { NAME } from './step-kinds.ts';
import { SCENARIO } from '../base/limits.ts';

// No code from strings: the page's content security policy forbids it.
z.config({ jitless: true });

export const SCENARIO_FORMAT = 'handoff-scenario/1';

const name = z.string().regex(NAME, 'A name: a letter, then letters, digits, _ or -');
const participant = z.string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}(\/[A-Za-z][A-Za-z0-9_-]{0,31})?$/, 'A process, or process/thread');
const reference = z.string().regex(/^\$[A-Za-z][A-Za-z0-9_-]*$/, 'A reference: $name');
const note = z.string().max(600).describe('What this step shows, for people');

export const expectSchema = z.strictObject({
  ok: z.boolean().optional().describe('It succeeds (true) or fails somehow (false)'),
  error: z.union([z.string(), z.number().int()]).optional().describe('Name or number of the error'),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()),
    z.strictObject({ onoff: z.number().int(), linger: z.number().int() })])
    .optional().describe('The main result; $name for what an earlier step bound'),
  data: z.string().optional().describe('Bytes received, as UTF-8 text'),
  ended: z.boolean().optional().describe('The other side has ended its stream'),
  events: z.array(z.string()).optional().describe('Exactly these events are reported'),
  errors: z.record(z.string(), z.union([z.string(), z.number().int()])).optional()
    .describe('WSAEnumNetworkEvents: name or number of the error code of each event; 0 for none'),
  fields: z.record(z.string(), z.union([z.string(), z.number().int()])).optional()
    .describe('Fields of the WSAPROTOCOL_INFOW, by their C names; family, type and protocol also as AF_INET and so on'),
  opaque: z.strictObject({ of: reference, equal: z.boolean() }).optional()
    .describe('Whether the part of the WSAPROTOCOL_INFOW that only the provider can read equals that of another (S16)'),
  packet: z.strictObject({ key: z.number().int().optional(), bytes: z.number().int().optional(), status: z.number().int().optional() })
    .optional().describe('GetQueuedCompletionStatus: the packet taken, also of an operation that failed; status is the NTSTATUS'),
  pending: z.boolean().optional().describe('It has not returned when the next step is due'),
  notWithin: z.number().int().min(0).max(10_000).optional().describe('Nothing comes within so many milliseconds'),
}).refine((e) => Object.keys(e).length > 0, 'An expectation says something');

const argValue = z.union([
  z.string().max(SCENARIO.valueCharacters), z.number(), z.boolean(), z.null(), z.array(z.union([z.string(), z.number()])).max(64),
  z.strictObject({ onoff: z.number().int(), linger: z.number().int() }),
  z.record(z.string(), z.union([z.string(), z.number().int()]))
    .describe('A WSAPROTOCOL_INFOW: "from" and the chosen fields; or data: "text" and "times"'),
]);

export const callStepSchema = z.strictObject({
  process: participant.describe('Who makes the call'),
  call: z.string().min(1).max(64).describe('The API name; for outside processes what they do'),
  args: z.record(z.string(), argValue).optional().describe('By name; $name refers to what an earlier step bound'),
  as: z.union([name, z.array(name).min(1).max(8)]).optional().describe('Binds the main result'),
  expect: expectSchema.optional(),
  raw: z.literal(true).optional().describe('Skips the transfer guard, to show what the system does; never in main'),
  note: note.optional(),
});

export const messageStepSchema = z.strictObject({
  message: z.string().min(1).max(SCENARIO.messageCharacters)
    .describe('A $reference to a value, $process for its process id, or plain text'),
  from: name,
  to: name,
  carrier: z.enum(['ipc', 'pipe', 'file']),
  as: name.optional().describe('Binds what arrived'),
  note: note.optional(),
});

export const awaitStepSchema = z.strictObject({
  await: reference.describe('A call that was left pending, by the name it bound'),
  within: z.number().int().min(0).max(60_000).optional().describe('Milliseconds; 5000 if absent'),
  as: z.union([name, z.array(name).min(1).max(8)]).optional()
    .describe('Binds the main result of the call, such as the accepted descriptor'),
  expect: expectSchema.optional(),
  note: note.optional(),
});

export const killStepSchema = z.strictObject({ kill: name.describe('A process to kill'), note: note.optional() });

export const stepSchema = z.union([callStepSchema, messageStepSchema, awaitStepSchema, killStepSchema]);

export const processSchema = z.strictObject({
  name,
  role: z.enum(['participant', 'outside']).optional().describe('outside: a plain program that shares nothing'),
  start: z.enum(['later']).optional().describe('later: it does not exist before another process creates it (fork, CreateProcessW)'),
  threads: z.array(name).max(4).optional().describe('Further threads of the process (S9)'),
});

export const caseSchema = z.strictObject({
  text: z.string().min(1).max(600).describe('What happened, in a sentence or two'),
  url: z.string().max(300).regex(/^https:\/\/[^\s"<>]+$/, 'An https address').describe('Where it is told'),
});

export const scenarioSchema = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(SCENARIO_FORMAT),
  title: z.string().min(1).max(120),
  description: z.string().max(2000).optional().describe('What it teaches, in a paragraph'),
  teaches: z.array(z.string().regex(/^[SPWK]\d{1,2}$/)).max(40).optional().describe('Rule ids'),
  question: z.string().min(1).max(120).optional().describe('The question it answers; a library groups by it'),
  case: caseSchema.optional().describe('A real case'),
  rules: z.enum(['winsock', 'linux']),
  processes: z.array(processSchema).min(1).max(SCENARIO.processes),
  /** None is a session that is made by hand. */
  steps: z.array(stepSchema).max(SCENARIO.steps),
});

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioStep = z.infer<typeof stepSchema>;
export type CallStep = z.infer<typeof callStepSchema>;
export type MessageStep = z.infer<typeof messageStepSchema>;
export type AwaitStep = z.infer<typeof awaitStepSchema>;
export type KillStep = z.infer<typeof killStepSchema>;
export type Expectation = z.infer<typeof expectSchema>;
export type Carrier = MessageStep['carrier'];
