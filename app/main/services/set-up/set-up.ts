/** Runs the set-up script for the window: first its plan, then, when the user has agreed to that plan, the installation. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { HostEvent } from '../../../shared/contract/contract.ts';
import type { SetUpOutputs, SetUpPart, SetUpPlan } from '../../../shared/contract/set-up.ts';
import { Refused } from '../errors/refused.ts';
import { Unavailable } from '../errors/unavailable.ts';
import type { Handlers } from '../requests/handlers.ts';

const COMMAND = 'npm run setup -- --wine';
const LAST_LINES = 3;
/** Milliseconds between two reads of the output. */
const PROGRESS_MS = 200;
/** Milliseconds for the plan, of which apt-get needs most. */
const PLAN_MS = 60_000;

export class SetUp {
  readonly #cacheDir: string;
  readonly #script: string;
  readonly #allowed: boolean;
  readonly #emit: (event: HostEvent) => void;
  #asked: { question: string; parts: readonly SetUpPart[] } | null = null;
  #running = false;

  /** @param cacheDir of a checkout, which has the script. @param allowed whether the user can change this machine. */
  constructor(cacheDir: string, allowed: boolean, emit: (event: HostEvent) => void) {
    this.#cacheDir = cacheDir;
    this.#script = join(dirname(cacheDir), 'scripts', 'setup.mjs');
    this.#allowed = allowed;
    this.#emit = emit;
  }

  get handlers(): Handlers<keyof SetUpOutputs> {
    return { 'setup.plan': () => this.#plan(), 'setup.run': ({ question }) => this.#run(question) };
  }

  async #plan(): Promise<SetUpPlan> {
    const whyNot = process.platform !== 'linux' ? 'Only Linux needs a set-up.'
      : !existsSync(this.#script) ? 'The set-up is part of a checkout, and this copy has none. Run the command in a checkout.'
        : this.#allowed ? null : 'Other users work with this inspector. Its operator runs the command.';
    const running = this.#running;
    if (whyNot !== null || running) return { question: null, why: whyNot, command: COMMAND, parts: [], running };
    const { parts, why } = await this.#planned();
    if (why !== null) return { question: null, why, command: COMMAND, parts, running };
    const question = `question-${randomBytes(16).toString('hex')}`;
    this.#asked = { question, parts };
    return { question, why: null, command: COMMAND, parts, running };
  }

  async #planned(): Promise<{ parts: SetUpPart[]; why: string | null }> {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [this.#script, '--wine', '--plan'],
        { env: asNode(), timeout: PLAN_MS });
      return JSON.parse(stdout) as { parts: SetUpPart[]; why: string | null };
    } catch (error) {
      const late = (error as { killed?: boolean }).killed === true;
      const why = late ? `it did not answer in ${PLAN_MS / 1000} s` : (error as Error).message.slice(0, 300);
      throw new Unavailable(`The set-up cannot say what it would install: ${why}.`);
    }
  }

  /** @throws Refused if no plan asked this question; Unavailable with the reason of the script. */
  async #run(question: string): Promise<{ installed: string[] }> {
    const asked = this.#asked;
    if (asked?.question !== question) throw new Refused('This question does not exist or is already answered. Ask again');
    if (this.#running) throw new Refused('The set-up is running already');
    this.#asked = null;
    this.#running = true;
    let problem: string | null = null;
    try {
      await this.#perform();
    } catch (error) {
      problem = (error as Error).message;
      throw error;
    } finally {
      this.#running = false;
      this.#emit({ event: 'setup.ended', problem });
    }
    return { installed: asked.parts.map(({ what }) => what) };
  }

  /**
   * It continues when this program ends, and Ctrl-C does not reach it: an interrupted apt-get would leave packages half installed. So its
   * output goes to a file, which is read while it grows.
   */
  async #perform(): Promise<void> {
    mkdirSync(this.#cacheDir, { recursive: true });
    const log = openSync(join(this.#cacheDir, 'set-up.log'), 'w+', 0o600);
    try {
      const output = new GrowingFile(log);
      const last: string[] = [];
      const take = () => {
        for (const line of output.lines()) {
          last.push(line.slice(0, 300));
          if (last.length > LAST_LINES) last.shift();
          this.#emit({ event: 'setup.progress', line: line.slice(0, 300) });
        }
      };
      const child = spawn(process.execPath, [this.#script, '--wine'], { env: asNode(), detached: true, stdio: ['ignore', 'ignore', log] });
      const timer = setInterval(take, PROGRESS_MS);
      const code = await new Promise<number | null>((resolve) => { child.once('error', () => resolve(null)).once('close', resolve); });
      clearInterval(timer);
      take();
      if (code !== 0) throw new Unavailable(`The set-up failed${code === null ? '' : ` (exit ${code})`}: ${last.join('; ')}`);
    } finally {
      closeSync(log);
    }
  }
}

/** The complete lines that a file got since the last time. */
class GrowingFile {
  readonly #fd: number;
  readonly #bytes = Buffer.alloc(1 << 16);
  #at = 0;
  #rest = '';

  constructor(fd: number) {
    this.#fd = fd;
  }

  lines(): string[] {
    let text = this.#rest;
    for (let length; (length = readSync(this.#fd, this.#bytes, 0, this.#bytes.length, this.#at)) > 0; this.#at += length)
      text += this.#bytes.toString('utf8', 0, length);
    const lines = text.split('\n');
    this.#rest = lines.pop()!;
    return lines;
  }
}

/** Electron's own program is Node with this variable. */
const asNode = () => ({ ...process.env, ELECTRON_RUN_AS_NODE: '1' });
