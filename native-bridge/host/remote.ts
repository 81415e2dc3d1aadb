import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { WorldView } from '../../app/shared/domain/world.ts';
import type {
  MessageRequest, Performed, PerformRequest, ProcessPlan, Provider, ProviderEvents,
} from '../../app/shared/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import { abortedBy } from './aborted.ts';
import type { HostMessage, HostOperation, HostOperations, HostRequest } from './remote-protocol.ts';
import { Wire } from './wire.ts';

/** A bridge host program that was started for one session. */
export interface HostProcess {
  /** Resolves with how it ended, when it has. */
  readonly ended: Promise<string>;
  /** Ends it at once. */
  kill(): void;
}

/** Starts a host that will connect to `port` of the loopback with `token`. */
export type HostLauncher = (port: number, token: string) => HostProcess;

/** How long a host may take to start and connect, and to clean up, in milliseconds. */
const START_LIMIT_MS = 30_000;
const END_LIMIT_MS = 6000;

interface Waiting {
  resolve(output: unknown): void;
  reject(why: Error): void;
}

/** Milliseconds after the end of the connection in which the host may say how it ended. */
const LAST_WORDS_MS = 1000;

/** A bridge in another process, such as Windows' node.exe under Wine, as a provider here. */
export class RemoteBridge implements Provider {
  readonly platform: string;
  readonly #wire: Wire;
  readonly #host: HostProcess;
  readonly #events: ProviderEvents;
  readonly #waiting = new Map<number, Waiting>();
  readonly #started = new Set<string>();
  #next = 1;
  #over: string | null = null;
  #disposed: Promise<void> | null = null;

  private constructor(platform: string, wire: Wire, host: HostProcess, events: ProviderEvents) {
    this.platform = platform;
    this.#wire = wire;
    this.#host = host;
    this.#events = events;
    // How the host ended says more than that its connection has, and comes a moment later.
    wire.onEnd(() => { setTimeout(() => { this.#lost('its connection has ended'); }, LAST_WORDS_MS).unref(); });
    void host.ended.then((how) => { this.#lost(how); });
  }

  /**
   * Starts a host and waits for its connection. Only the first connection with the token is taken, and then
   * nobody can connect any more.
   * @throws Error when it ends or stays silent for 30 s, and the signal's reason when that comes first; nothing is left running then.
   */
  static async launch(launcher: HostLauncher, events: ProviderEvents, signal?: AbortSignal): Promise<RemoteBridge> {
    const token = randomBytes(32).toString('hex');
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const host = launcher((server.address() as AddressInfo).port, token);
    let bridge: RemoteBridge | null = null;
    let timer: NodeJS.Timeout | undefined;
    try {
      const hello = await Promise.race([
        accept(server, token, (message) => { bridge?.receive(message); }),
        host.ended.then((how) => { throw new Error(`The bridge host has ended (${how})`); }),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => { reject(new Error(`The bridge host did not connect in ${START_LIMIT_MS / 1000} s`)); }, START_LIMIT_MS);
        }),
        abortedBy(signal),
      ]);
      bridge = new RemoteBridge(hello.platform, hello.wire, host, events);
      return bridge;
    } catch (error) {
      host.kill();
      await host.ended;
      throw error;
    } finally {
      clearTimeout(timer);
      server.close();
    }
  }

  async start(plan: ProcessPlan): Promise<number | null> {
    const pid = await this.#ask('start', plan);
    this.#started.add(plan.name);
    return pid;
  }

  async perform({ participant, call, args, as, grace, key, spawn }: PerformRequest): Promise<Performed> {
    try {
      const performed = await this.#ask('perform', {
        participant, call: call.name, platform: call.platform, args, as, grace, key, ...(spawn ? { spawn } : {}),
      });
      if (spawn && performed.outcome.kind === 'ok') this.#started.add(spawn.name);
      return performed;
    } catch (error) {
      return { outcome: { kind: 'refused', reason: error instanceof Error ? error.message : String(error) }, micros: null };
    }
  }

  message(request: MessageRequest): Promise<{ micros: number; text: string | null }> {
    return this.#ask('message', request);
  }

  probe(world: WorldView): Promise<readonly Fact[]> {
    return this.#ask('probe', [...world.values()]);
  }

  async kill(process: string): Promise<void> {
    await this.#ask('kill', process);
    this.#started.delete(process);
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  async #end(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => { timer = setTimeout(resolve, END_LIMIT_MS); });
    const orderly = this.#ask('dispose', null).catch(() => {}).then(() => {
      this.#wire.end();
      return this.#host.ended;
    });
    await Promise.race([orderly, limit]);
    clearTimeout(timer);
    // Its peers notice its end by their channels, whichever way it ends.
    this.#host.kill();
    this.#wire.end();
    await this.#host.ended;
  }

  /** A message of the host, after its hello. */
  receive(message: HostMessage): void {
    switch (message.kind) {
      case 'reply': this.#take(message.id)?.resolve(message.output); return;
      case 'failure': this.#take(message.id)?.reject(new Error(message.problem)); return;
      case 'completed': if (!this.#disposed) this.#events.completed(message.key, message.performed); return;
      case 'died':
        this.#started.delete(message.process);
        if (!this.#disposed) this.#events.died(message.process, message.how);
        return;
      case 'hello': return;
      default: return;
    }
  }

  #ask<O extends HostOperation>(op: O, input: HostOperations[O]['input']): Promise<HostOperations[O]['output']> {
    if (this.#over !== null) return Promise.reject(new Error(`The bridge host is gone: ${this.#over}`));
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (output) => { resolve(output as HostOperations[O]['output']); }, reject });
      const request: HostRequest<O> = { id, op, input };
      this.#wire.send(request);
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** The host is gone, and with it every process that it had started. */
  #lost(how: string): void {
    if (this.#over !== null) return;
    this.#over = how;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(`The bridge host is gone: ${how}`));
    this.#waiting.clear();
    if (this.#disposed) return;
    for (const process of this.#started) this.#events.died(process, `the bridge host is gone: ${how}`);
  }
}

/** The connection that says the token; every other one is closed at its first word. */
function accept(server: Server, token: string, later: (message: HostMessage) => void): Promise<{ wire: Wire; platform: string }> {
  return new Promise((resolve) => {
    let taken = false;
    server.on('connection', (socket: Socket) => {
      let known = false;
      const wire: Wire = new Wire(socket, (message) => {
        const said = message as HostMessage;
        if (known) {
          later(said);
        } else if (!taken && said?.kind === 'hello' && sameToken(said.token, token)) {
          known = taken = true;
          resolve({ wire, platform: said.platform });
        } else {
          socket.destroy();
        }
      });
    });
  });
}

function sameToken(said: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(said)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
