/** Runs the set-up script for the window: first its plan, then, when the user has agreed to that plan, the installation. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { HostEvent } from '../../../shared/contract/contract.ts';
import type { SetUpOutputs, SetUpPart, SetUpPlan } from '../../../shared/contract/set-up.ts';
import { Refused } from '../errors/refused.ts';
import { Unavailable } from '../errors/unavailable.ts';
import type { Handlers } from '../requests/handlers.ts';

const COMMAND = 'npm run setup -- --wine';
const LAST_LINES = 3;

export class SetUp {
  readonly #script: string;
  readonly #allowed: boolean;
  readonly #emit: (event: HostEvent) => void;
  #asked: { question: string; parts: readonly SetUpPart[] } | null = null;
  #running = false;

  /** @param cacheDir of a checkout, which has the script. @param allowed whether the user can change this machine. */
  constructor(cacheDir: string, allowed: boolean, emit: (event: HostEvent) => void) {
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
    if (whyNot !== null) return { question: null, why: whyNot, command: COMMAND, parts: [] };
    const { parts, why } = await this.#planned();
    if (why !== null) return { question: null, why, command: COMMAND, parts };
    const question = `question-${randomBytes(16).toString('hex')}`;
    this.#asked = { question, parts };
    return { question, why: null, command: COMMAND, parts };
  }

  async #planned(): Promise<{ parts: SetUpPart[]; why: string | null }> {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, [this.#script, '--wine', '--plan'], { env: asNode() });
      return JSON.parse(stdout) as { parts: SetUpPart[]; why: string | null };
    } catch (error) {
      throw new Unavailable(`The set-up cannot say what it would install: ${(error as Error).message.slice(0, 300)}.`);
    }
  }

  /** @throws Refused if no plan asked this question; Unavailable with the reason of the script. */
  async #run(question: string): Promise<{ installed: string[] }> {
    const asked = this.#asked;
    if (asked?.question !== question) throw new Refused('This question does not exist or is already answered. Ask again');
    if (this.#running) throw new Refused('The set-up is running already');
    this.#asked = null;
    this.#running = true;
    try {
      await this.#perform();
    } finally {
      this.#running = false;
    }
    return { installed: asked.parts.map(({ what }) => what) };
  }

  /** It continues when this program ends: an interrupted apt-get would leave packages half installed. */
  async #perform(): Promise<void> {
    const child = spawn(process.execPath, [this.#script, '--wine'], { env: asNode(), stdio: ['ignore', 'ignore', 'pipe'] });
    const last: string[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      last.push(line.slice(0, 300));
      if (last.length > LAST_LINES) last.shift();
      this.#emit({ event: 'setup.progress', line: line.slice(0, 300) });
    });
    const code = await new Promise<number | null>((resolve) => { child.once('error', () => resolve(null)).once('close', resolve); });
    if (code !== 0) throw new Unavailable(`The set-up failed${code === null ? '' : ` (exit ${code})`}: ${last.join('; ')}`);
  }
}

/** Electron's own program is Node with this variable. */
const asNode = () => ({ ...process.env, ELECTRON_RUN_AS_NODE: '1' });
