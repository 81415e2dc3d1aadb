/**
 * Unsaved work: one file per session, one line per event, written as it happens. A crash leaves a truncated file,
 * which the next instance offers to restore; closing a session on purpose removes its file.
 */
import { randomBytes } from 'node:crypto';
import { type WriteStream, createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { attempt } from '../../../shared/base/attempt.ts';
import type { RestoredWork, UnsavedEntry } from '../../../shared/contract/work.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { stepLine } from '../../../shared/trace/file.ts';
import { isHeader, isScenario, isStep } from '../../../shared/trace/shape.ts';
import type { ProviderId, Step, TraceHeader } from '../../../shared/trace/step.ts';
import { why } from './why.ts';
import { type Owner, isThere, thisProcess } from '../../../../native-bridge/host/owner.ts';

const FORMAT = 'handoff-unsaved/1';
/** Files beyond this number are removed when new ones are added, oldest first. */
const MOST = 10;
/** Bytes; a file that has reached this size stays unchanged. */
const LARGEST = 256 * 1024 * 1024;

interface Head { format: typeof FORMAT; owner: Owner; at: string; header: TraceHeader }
type Line = { step: Step } | { scenario: Scenario } | { edited: string | null };

/** The file of one session, created with the first step or edit. */
export class UnsavedFile {
  readonly id = randomBytes(8).toString('hex');
  readonly #path: string;
  readonly #head: Head;
  readonly #onLost: (why: string) => void;
  #stream: WriteStream | null = null;
  #written = 0;
  /** Writing has stopped: the disk is full, or the file has reached its limit. */
  #lost = false;

  /** `onLost` is called once with the reason when the session is no longer written. */
  constructor(folder: string, header: TraceHeader, now: Date, onLost: (why: string) => void = () => {}) {
    this.#onLost = onLost;
    this.#path = join(folder, 'unsaved', `${this.id}.ndjson`);
    this.#head = { format: FORMAT, owner: thisProcess(), at: now.toISOString(), header };
  }

  add(line: Line): void {
    if (this.#lost) return;
    const text = `${JSON.stringify(line)}\n`;
    this.#written += text.length;
    if (this.#written > LARGEST) return this.#lose(`it has grown to ${LARGEST / 1048576} MB`);
    try {
      this.#open().write(text);
    } catch (error) {
      this.#lose(why(error as NodeJS.ErrnoException));
    }
  }

  /** Closes the file; with `keep` it stays, so that the next instance can offer it. */
  async end(keep: boolean): Promise<void> {
    const stream = this.#stream;
    this.#stream = null;
    if (!stream) return;
    await new Promise<void>((resolve) => { stream.end(resolve); });
    if (!keep) await rm(this.#path, { force: true });
  }

  #open(): WriteStream {
    if (this.#stream) return this.#stream;
    mkdirSync(join(this.#path, '..'), { recursive: true, mode: 0o700 });
    const stream = createWriteStream(this.#path, { flags: 'wx', mode: 0o600 });
    // A full disk ends the crash recovery of this session, not the session.
    stream.on('error', (error) => { this.#lose(why(error)); });
    stream.write(`${JSON.stringify(this.#head)}\n`);
    this.#stream = stream;
    return stream;
  }

  #lose(reason: string): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#onLost(reason);
  }
}

/** The unsaved work of ended sessions in the folder. */
export class Unsaved {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'unsaved');
  }

  /** The latest first, without files that a running process still writes. `open`: whether a session of this process writes it. */
  async list(open: (id: string) => boolean): Promise<UnsavedEntry[]> {
    const found: (UnsavedEntry & { path: string })[] = [];
    for (const name of await readdir(this.#folder).catch(() => [] as string[])) {
      const id = /^([0-9a-f]{16})\.ndjson$/.exec(name)?.[1];
      if (id === undefined) continue;
      const path = join(this.#folder, name);
      const work = await survey(path).catch(() => null);
      if (!work) continue;
      const { head, steps, edited } = work;
      const ours = head.owner.pid === process.pid && head.owner.start === thisProcess().start;
      if (ours ? open(id) : isThere(head.owner)) continue;
      const at = (await stat(path)).mtime.toISOString();
      found.push({ id, path, at, title: head.header.scenario.title, provider: head.header.provider satisfies ProviderId, steps, edited });
    }
    found.sort((a, b) => b.at.localeCompare(a.at));
    for (const old of found.splice(MOST)) await rm(old.path, { force: true });
    return found.map(({ path: _path, ...entry }) => entry);
  }

  /** @throws InputProblem if it does not exist. */
  async restore(id: string): Promise<RestoredWork> {
    const work = await readWork(this.#path(id)).catch(() => null);
    if (!work) throw new InputProblem('this work no longer exists', 'id', 'It was discarded, or its file was removed.');
    const { head, scenario, steps, edited } = work;
    return { trace: `${JSON.stringify({ ...head.header, scenario })}\n${steps.map((line) => `${line}\n`).join('')}`, edited };
  }

  discard(id: string): Promise<void> {
    return rm(this.#path(id), { force: true });
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.ndjson`);
  }
}

/** The summary of a file, read without loading the file into memory: it can be as large as the session was long. */
async function survey(path: string): Promise<{ head: Head; steps: number; edited: boolean } | null> {
  const stream = createReadStream(path, 'utf8');
  try {
    let head: Head | null = null;
    let [steps, edited] = [0, false];
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      if (!head) {
        head = headOf(line);
        if (!head) return null;
      } else if (!line.endsWith('}')) break;
      else if (line.startsWith('{"step":')) steps += 1;
      else if (line.startsWith('{"edited":')) edited = line !== '{"edited":null}';
    }
    return head && { head, steps, edited };
  } finally {
    stream.destroy();
  }
}

/** Everything up to the line at which the writer was interrupted, or at which the file is damaged. */
async function readWork(path: string): Promise<{ head: Head; scenario: Scenario; steps: string[]; edited: string | null } | null> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const head = headOf(lines[0]!);
  if (!head) return null;
  let { scenario } = head.header;
  let edited: string | null = null;
  const steps: string[] = [];
  for (const text of lines.slice(1)) {
    const line = parsed(text) as Partial<{ step: Step; scenario: Scenario; edited: string | null }> | null;
    if (typeof line !== 'object' || line === null) break;
    const step = line.step ? traceLineOf(line.step) : null;
    if (step !== null) steps.push(step);
    else if (line.scenario && isScenario(line.scenario)) ({ scenario } = line);
    else if (line.edited === null || typeof line.edited === 'string') ({ edited } = line);
    else break;
  }
  return { head, scenario, steps, edited };
}

/** A step in the form of trace files, whose predictions are checked in that form; null if it is no step. */
function traceLineOf(step: Step): string | null {
  const line = attempt(() => stepLine(step), null);
  return line !== null && isStep(JSON.parse(line)) ? line : null;
}

/** The first line, or null if this program cannot show the file. */
function headOf(text: string): Head | null {
  const head = parsed(text) as Partial<Head> | null;
  const good = head?.format === FORMAT && typeof head.owner?.pid === 'number' && isScenario(head.header?.scenario) && isHeader(head.header);
  return good ? head as Head : null;
}

function parsed(text: string): unknown {
  return attempt(() => JSON.parse(text), null);
}
