/** Everything that reads what comes from outside, each with how it is tried. */
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { answer } from '../../app/main/hosts/gate.ts';
import { proofText } from '../../app/shared/contract/handshake.ts';
import { readFrame, readHello, readProof } from '../../app/main/hosts/web/frames.ts';
import { converse, newSecret } from '../../app/main/hosts/web/proofs.ts';
import { decodeAny } from '../../app/main/services/external-process/decode.ts';
import { type RequestName, inputSchema } from '../../app/shared/contract/contract.ts';
import { allOf } from '../../app/shared/domain/world.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { parseSocketFilter } from '../../app/shared/live/filter.ts';
import { hazardsOf } from '../../app/shared/live/hazards.ts';
import { readCapture } from '../../app/shared/live/read-file.ts';
import { holderRow, holdersOf, socketRow } from '../../app/shared/live/rows.ts';
import { extract } from '../../app/shared/recording/extract/extract.ts';
import { Recording, isFollowed } from '../../app/shared/recording/recording.ts';
import { StraceReader } from '../../app/shared/recording/strace/reader.ts';
import { listenerStories } from '../../app/shared/recording/summary.ts';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { InputProblem } from '../../app/shared/base/input-problem.ts';
import { readTrace, writeTrace } from '../../app/shared/trace/file.ts';
import { openTrace } from '../../app/shared/trace/gzip.ts';
import { runScenario } from '../support/run-scenario.ts';
import { contradict, lookAt } from './looked-at.ts';
import { type Random, mutateBytes, mutateText, mutateValue, pick } from './mutate.ts';
import { VALID_REQUESTS } from './requests.ts';

export type Verdict = 'accepted' | 'refused';

export interface Target {
  name: string;
  /** How many of `npm test`, where each takes long. */
  runs?: number;
  /** Tries one input. Throws when what happens is neither acceptance nor the intended refusal. */
  once(random: Random): Verdict | Promise<Verdict>;
}

const CAPTURE = readFileSync('tests/fuzz/capture.ndjson', 'utf8');
const FOLDERS = ['assets/scenarios/winsock', 'assets/scenarios/linux'];
const SCENARIOS = FOLDERS.flatMap((folder) =>
  readdirSync(folder).filter((f) => f.endsWith('.json')).map((f) => readFileSync(join(folder, f), 'utf8')));

const LOGS = readdirSync('tests/recording/logs').map((file) => readFileSync(join('tests/recording/logs', file), 'latin1'));

async function traces(): Promise<string[]> {
  const texts: string[] = [];
  for (const text of SCENARIOS.slice(0, 12)) {
    const scenario = parseScenario(text, 'seed');
    const { session } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider(scenario.rules, events)));
    texts.push(writeTrace(session.log));
  }
  return texts;
}

/** What a reader may do with bad input: throw InputProblem. */
function refusedBy(work: () => unknown): Verdict {
  try {
    work();
    return 'accepted';
  } catch (error) {
    if (error instanceof InputProblem && error.message.length < 4000) return 'refused';
    throw error;
  }
}

/** A log is never refused as a whole: its broken lines are counted. What it gives is a trace that can be read and looked at. */
function straceLog(random: Random, text: string): Verdict {
  const recording = new Recording('fuzz');
  const reader = new StraceReader(isFollowed, recording.tally);
  for (const line of text.split('\n')) recording.events(reader.line(line));
  const log = recording.finish('strace-text', reader.loss);
  const again = readTrace(writeTrace(log), 'a recording');
  if (again.damage !== null) throw new Error(`the trace of a recording is damaged: ${again.damage}`);
  lookAt(again.log, random);
  listenerStories(log);
  for (const { id } of log.worldAt(log.length).ofKind('socket')) extract(log, id);
  return reader.loss.unread > 0 ? 'refused' : 'accepted';
}

export async function makeTargets(): Promise<Target[]> {
  const seeds = await traces();
  const packed = seeds.map((text) => gzipSync(text));
  return [
    { name: 'requests at the gate', once: request },
    { name: 'WebSocket frames', once: frame },
    { name: 'scenario files, as text',
      once: (random) => scenarioText(mutateText(random, pick(random, SCENARIOS), pick(random, SCENARIOS))) },
    { name: 'scenario files, as values',
      once: (random) => scenarioText(JSON.stringify(mutateValue(random, JSON.parse(pick(random, SCENARIOS)))) ?? '') },
    { name: 'trace files, as text', once: (random) => trace(mutateText(random, pick(random, seeds), pick(random, seeds))) },
    { name: 'trace files, as values', once: (random) => trace(mutatedLines(random, pick(random, seeds))) },
    { name: 'traces that contradict themselves', runs: 120, once: (random) => contradictory(random, pick(random, seeds)) },
    { name: 'capture files, as text', once: (random) => capture(mutateText(random, CAPTURE, CAPTURE)) },
    { name: 'capture files, as values', once: (random) => capture(mutatedLines(random, CAPTURE)) },
    { name: 'logs of strace', runs: 120, once: (random) => straceLog(random, mutateText(random, pick(random, LOGS), pick(random, LOGS))) },
    { name: 'filters', once: filter },
    { name: 'blobs and frames', once: blob },
    { name: 'packed traces', once: (random) => packedTrace(mutateBytes(random, pick(random, packed))) },
    { name: 'proofs of a page', once: proof },
  ];
}

/** A rejected request must not reach the services; one that reaches them must fit its schema. */
async function request(random: Random): Promise<Verdict> {
  const [name, input] = pick(random, VALID_REQUESTS);
  const asked = random() < 0.9 ? name : mutateText(random, name, 'session.open');
  const given = mutateValue(random, input);
  let reached: [string, unknown] | null = null;
  const got = await answer({ request: (what,
    value) => { reached = [what, value]; return Promise.resolve({ ok: true, value: null } as never); } }, asked, given);
  if (got.ok !== (reached !== null))
    throw new Error(`answered ${JSON.stringify(got)}, and the services were ${reached ? '' : 'not '}asked`);
  if (!got.ok) {
    if (got.code !== 'bad-input' && got.code !== 'refused') throw new Error(`code ${got.code}: ${got.message}`);
    return 'refused';
  }
  const [what, value] = reached! as [RequestName, unknown];
  if (!inputSchema(what).safeParse(value).success) throw new Error(`${what} was asked with what its schema refuses`);
  return 'accepted';
}

function frame(random: Random): Verdict {
  const [name, input] = pick(random, VALID_REQUESTS);
  const valid = JSON.stringify({ id: Math.floor(random() * 1000), request: name, input });
  const text = random() < 0.5 ? mutateText(random, valid, valid) : JSON.stringify(mutateValue(random, JSON.parse(valid))) ?? '';
  const read = readFrame(text);
  return read.kind === 'request' ? 'accepted' : 'refused';
}

function scenarioText(text: string): Verdict {
  return refusedBy(() => parseScenario(text, 'fuzz.json'));
}

/** What opens of a trace must be good to look at: every step of it can be reached. Damage that is told counts as refused. */
function trace(text: string): Verdict {
  let damaged = false;
  const verdict = refusedBy(() => {
    const { log, damage } = readTrace(text, 'fuzz.ndjson');
    damaged = damage !== null;
    for (const n of [0, 1, Math.floor(log.length / 2), log.length]) [...allOf(log.worldAt(n), 'process')].map((p) => p.name);
  });
  return damaged ? 'refused' : verdict;
}

/** What opens of it is looked at in every way in which a trace is shown. */
function contradictory(random: Random, text: string): Verdict {
  const lines = text.trimEnd().split('\n');
  const ids =
    [...new Set(
      [...text.matchAll(/"((?:socket|process|descriptor|transfer|registration|event|epoll|pending|operation|port):[^"]*)"/g)].map(
        (match) => match[1]!))];
  const at = Math.floor(random() * lines.length);
  lines[at] = JSON.stringify(contradict(random, JSON.parse(lines[at]!), ids)) ?? '';
  let damaged = false;
  const verdict = refusedBy(() => {
    const { log, damage } = readTrace(lines.join('\n'), 'fuzz.ndjson');
    damaged = damage !== null;
    lookAt(log, random);
  });
  return damaged ? 'refused' : verdict;
}

/** A capture that opens must have rows that can be shown. */
function capture(text: string): Verdict {
  let damaged = false;
  const verdict = refusedBy(() => {
    const { capture: found, damage } = readCapture(text, 'fuzz.ndjson');
    damaged = damage !== null;
    for (let row = 0; row < found.sockets.length; row++) {
      socketRow(found, row);
      holdersOf(found, row).forEach((holder) => holderRow(found, holder));
      hazardsOf(found, row);
    }
  });
  return damaged ? 'refused' : verdict;
}

function filter(random: Random): Verdict {
  const parsed = parseSocketFilter(mutateText(random, pick(random, FILTERS), pick(random, FILTERS)).slice(0, 500));
  return parsed.ok ? 'accepted' : 'refused';
}

const FILTERS = ['port:80 shared', 'process:"a b" -watched', 'addr:127.0.0.1 state:listening', 'kind:tcp,udp user:0 fd:3',
  'stale or reused'];

function mutatedLines(random: Random, text: string): string {
  const lines = text.trimEnd().split('\n');
  const at = Math.floor(random() * lines.length);
  lines[at] = JSON.stringify(mutateValue(random, JSON.parse(lines[at]!))) ?? '';
  return lines.join('\n');
}

/** Far less than a mutated archive can say that it unpacks to. */
const MOST_UNPACKED = 256 * 1024;

function packedTrace(bytes: Uint8Array): Verdict {
  let damaged = false;
  const verdict = refusedBy(() => { damaged = openTrace(bytes, 'fuzz.gz', MOST_UNPACKED).damage !== null; });
  return damaged ? 'refused' : verdict;
}

const ORIGIN = 'http://127.0.0.1:4747';
const KEY = { id: '0123456789abcdef', key: newSecret() };

/** No page is let in but with the proof of the key, for the number that it was asked last. */
function proof(random: Random): Verdict {
  const page = 'p'.repeat(43);
  const right = { hello: { ids: [KEY.id], page, tab: page, fresh: true } };
  const hello = readHello(JSON.stringify(random() < 0.3 ? mutateValue(random, right) : right));
  if (!hello) return 'refused';
  const { challenge, fits, known } = converse(hello, ORIGIN, (id) => (id === KEY.id ? KEY : null));
  const text = proofText('page', ORIGIN, KEY.id, hello.page, challenge.host);
  const proven = createHmac('sha256', Buffer.from(KEY.key, 'base64url')).update(text).digest('base64url');
  const said = readProof(JSON.stringify(mutateValue(random, { proof: random() < 0.1 ? challenge.proof : proven })));
  if (said === null || !fits(said)) return 'refused';
  if (said !== proven || !known) throw new Error(`let in for ${JSON.stringify(said)}`);
  return 'accepted';
}

const BLOB = Uint8Array.from({ length: 628 }, (_, i) => (i * 7) % 251);

function blob(random: Random): Verdict {
  const hex = Buffer.from(BLOB).toString('hex');
  const bytes = random() < 0.5 ? mutateBytes(random, BLOB) : new TextEncoder().encode(mutateText(random, hex, hex));
  return refusedBy(() => decodeAny(bytes, 'fuzz'));
}
