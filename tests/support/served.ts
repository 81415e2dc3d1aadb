/** `handoff serve` as a child, and a page of it without a browser. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { WebSocket } from 'ws';
import { addressOf, enter } from '../../app/main/hosts/web/page.fixture.ts';
import type { Answer, HostEvent, Input, RequestName } from '../../app/shared/contract/contract.ts';
import { OUT } from './providers.ts';

export interface ServeOptions {
  /** Where it keeps things. */
  config: string;
  /** Options of node. */
  node?: readonly string[];
  /** Command that runs it, its arguments before ours. */
  within?: readonly string[];
}

export class ServedPage {
  readonly child: ChildProcess;
  readonly events: HostEvent[] = [];
  readonly exited: Promise<number | null>;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #next = 1;

  private constructor(child: ChildProcess, exited: Promise<number | null>, socket: WebSocket) {
    this.child = child;
    this.exited = exited;
    this.#socket = socket;
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { id: number; answer: unknown } | { event: HostEvent };
      if ('event' in frame) this.events.push(frame.event);
      else this.#waiting.get(frame.id)?.(frame.answer);
    });
  }

  static async open({ config, node = [], within = [] }: ServeOptions): Promise<ServedPage> {
    const [command, ...args] = [...within, process.execPath, ...node, join(OUT, 'cli.js'), 'serve'];
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, XDG_CONFIG_HOME: config } });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const url = await new Promise<URL>((resolve, reject) => {
      let said = '';
      const hear = (text: Buffer) => {
        said += text.toString();
        const found = /http:\S+#token=[\w-]+/.exec(said);
        if (found) resolve(new URL(found[0]));
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      void exited.then((code) => { reject(new Error(`The host ended with ${code}: ${said}`)); });
    });
    const { origin, token } = addressOf(url.href);
    const entered = await enter(origin, [token]);
    if (typeof entered === 'number') throw new Error(`The host refused the page with ${entered}`);
    return new ServedPage(child, exited, entered.socket);
  }

  request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      void this.exited.then((code) => { reject(new Error(`The host has ended with ${code} before it answered ${name}`)); });
      this.#waiting.set(id, resolve as (answer: unknown) => void);
      this.#socket.send(JSON.stringify({ id, request: name, input }));
    });
  }

  get notices(): string[] {
    return this.events.flatMap((event) => (event.event === 'app.notice' ? [event.text] : []));
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition() && this.child.exitCode === null && this.child.signalCode === null)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.exited;
  }
}

/** A scenario of the model with so many steps. */
export function longScenario(steps: number): string {
  const first = { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' };
  const further = { process: 'main', call: 'getsockopt', args: { fd: '$s', level: 'SOL_SOCKET', name: 'SO_TYPE' } };
  return JSON.stringify({ format: 'handoff-scenario/1', title: 'Long', rules: 'linux', processes: [{ name: 'main' }],
    steps: [first, ...Array.from({ length: steps - 1 }, () => further)] });
}
