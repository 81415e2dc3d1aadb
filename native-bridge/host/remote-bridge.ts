import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { CREATING_CALLS, ENDING_CALLS, RESUMING_CALLS } from '../../app/shared/calls/process-calls.ts';
import type { Entity, EntityKind } from '../../app/shared/domain/entities.ts';
import { splitParticipant } from '../../app/shared/domain/ids.ts';
import type { WorldView } from '../../app/shared/domain/world.ts';
import type {
  Look, MessageRequest, Performed, PerformRequest, ProcessPlan, ProviderEvents, Receivers, ReceiversAsked, SystemProvider,
} from '../../app/shared/provider/provider.ts';
import { parseAddress } from '../../app/shared/reach/address.ts';
import { receiversAt } from '../linux/receivers.ts';
import { orAborted } from './aborted.ts';
import { stateHint, MAIN } from './state-hint.ts';
import { carryByChannels } from './carry.ts';
import { ChannelPeer, PeerGone } from './channel-peer.ts';
import { OneTimeListener } from './one-time-listener.ts';
import type { ProbePlan, ProbeResults } from '../channel/probe-plan.ts';
import { affectedBy, type LookedAlong, lookedAlong, probePlan } from './piggyback-probe.ts';
import type { PeerLink } from '../channel/protocol.ts';
import type { HostMessage, HostOperation, HostOperations, HostRequest } from './remote-protocol.ts';
import { DirtySet } from './probe-invalidation.ts';
import { HELLO_LIMIT, Wire } from '../channel/wire.ts';

/** A bridge host program, started for one session. */
export interface HostProcess {
  /** Resolves with the exit description when it has ended. */
  readonly ended: Promise<string>;
  /** Kills it immediately. */
  kill(): void;
  /** Which of these sockets (inodes of this system) can belong to its processes; absent if any can. */
  holdsSockets?(): (inode: string) => boolean;
}

/** Starts a host that connects to `port` on loopback with `token`. */
export type HostLauncher = (port: number, token: string) => HostProcess;

/** Time limits in milliseconds for a host to start and connect, and to clean up. */
const START_LIMIT_MS = 30_000;
const END_LIMIT_MS = 6000;

/** The entities that a host uses; it does not need transfers and removed entities. */
const LOOKED_AT = ['process', 'descriptor', 'socket', 'epoll', 'pidfd', 'event', 'registration', 'operation',
  'pending'] as const satisfies readonly EntityKind[];

interface Waiting {
  resolve(output: never): void;
  reject(why: Error): void;
}

/** Milliseconds after the connection has closed in which the host's exit can be reported. */
const LAST_WORDS_MS = 1000;

/** A bridge in another process, such as Windows' node.exe under Wine, as a provider here. */
export class RemoteBridge implements SystemProvider {
  readonly kind = 'system';
  readonly adoption = null;
  readonly platform: string;
  readonly #wire: Wire;
  readonly #host: HostProcess;
  readonly #events: ProviderEvents;
  readonly #waiting = new Map<number, Waiting>();
  readonly #started = new Set<string>();
  /**
   * Peers that this side reaches directly: a call through the host would cross the system boundary twice. Only if facts are
   * read from handles, since otherwise the host must know what each call can have changed.
   */
  readonly #lines = new Map<string, PeerLink>();
  /** The world of the last probe. It can have changed since. */
  #world: WorldView | null = null;
  readonly #changes = new DirtySet();
  /** By process, the number of direct calls that have not returned. */
  readonly #pending = new Map<string, number>();
  /** The probe taken immediately after the last call, for a request before anything else can happen. */
  #along: LookedAlong | null = null;
  /** What the current call can change; null for anything. */
  #affected: ReadonlySet<string> | null = null;
  /** The number of facts in the last full probe. */
  #known = 0;
  #next = 1;
  #over: string | null = null;
  #disposed: Promise<void> | null = null;

  private constructor(platform: string, wire: Wire, host: HostProcess, events: ProviderEvents) {
    this.platform = platform;
    this.#wire = wire;
    this.#host = host;
    this.#events = events;
    // The host's exit description says more than the closed connection, and arrives slightly later.
    wire.onEnd(() => { setTimeout(() => { this.#lost('its connection has ended'); }, LAST_WORDS_MS).unref(); });
    void host.ended.then((how) => { this.#lost(how); });
  }

  /**
   * Starts a host and waits for its connection. Accepts only the first connection with the token, and then closes
   * the listener.
   * @throws Error if it exits or stays silent for 30 s, or the signal's reason; nothing is left running then.
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
      const hello = await orAborted(signal, Promise.race([
        accept(server, token, (message) => { bridge?.receive(message); }),
        host.ended.then((how) => { throw new Error(`The bridge host has ended (${how})`); }),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => { reject(new Error(`The bridge host did not connect in ${START_LIMIT_MS / 1000} s`)); }, START_LIMIT_MS);
        }),
      ]));
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
    if (!this.#byHandles || plan.name === MAIN) {
      const pid = await this.#ask('start', { plan });
      if (plan.name === MAIN && this.#byHandles) this.#lines.set(MAIN, this.#main());
      this.#started.add(plan.name);
      return pid;
    }
    const door = await OneTimeListener.open();
    try {
      const pid = await this.#ask('start', { plan, door: { port: door.port, token: door.token } });
      this.#started.add(plan.name);
      // Its pid belongs to another system: only the host can end it.
      const line = new ChannelPeer({ ...(await door.enter({ pid: 0, started: null })), kill: () => {} });
      this.#lines.set(plan.name, line);
      void line.ended.then(() => { this.#lines.delete(plan.name); });
      return pid;
    } finally {
      door.close();
    }
  }

  async perform(request: PerformRequest): Promise<Performed> {
    const { participant, call, args, as, grace, key, spawn, outside } = request;
    const { process, thread } = splitParticipant(participant);
    const line = ofTheHost(call.name) ? undefined : this.#lines.get(process);
    try {
      if (line) {
        this.#changes.call(this.#world, process, call, args);
        const { ticket, looks, ...performed } = await line.ask('perform', {
          platform: call.platform, call: call.name, args, as, thread, grace, believed: stateHint(this.#world, process, request),
          around: this.#around(), ...(request.outside ? { outside: true } : {}),
        });
        if (ticket !== undefined) void this.#settle(process, line, ticket, key);
        this.#keep(looks);
        return performed;
      }
      this.#changes.everything();
      const performed = await this.#ask('perform', {
        participant, call: call.name, platform: call.platform, args, as, grace, key, ...(spawn ? { spawn } : {}),
        ...(outside ? { outside } : {}),
      });
      if (spawn && performed.outcome.kind === 'ok') this.#started.add(spawn.name);
      return performed;
    } catch (error) {
      return refused(error);
    }
  }

  async message(request: MessageRequest): Promise<{ micros: number; text: string | null }> {
    const [from, to] = [this.#lines.get(request.from), this.#lines.get(request.to)];
    if (request.carrier !== 'ipc' || !from || !to) return this.#ask('message', request);
    const start = performance.now();
    const { text, looks } = await carryByChannels(from, to, request.content, request.as, this.#around());
    this.#keep(looks);
    return { micros: (performance.now() - start) * 1000, text };
  }

  async probe(world: WorldView, changed: ReadonlySet<string> | null = null): Promise<Look> {
    this.#world = world;
    const along = changed && this.#along;
    this.#along = null;
    const look = along && changed && lookedAlong(world, along, changed);
    if (look) return this.#counted(look);
    // The host sends facts without their dependencies.
    this.#changes.everything();
    return this.#counted({ facts: await this.#ask('probe', { entities: LOOKED_AT.flatMap((kind): Entity[] => [...world.living(kind)]) }),
      of: null });
  }

  #counted(look: Look): Look {
    if (look.of === null) this.#known = look.facts.length;
    return look;
  }

  /** Under Wine, one process (the wineserver) holds its sockets as sockets of this system. */
  receivers({ address, type }: ReceiversAsked): Promise<Receivers | null> {
    const to = process.platform === 'linux' ? parseAddress(address) : null;
    const inodes = to && receiversAt(to, type);
    if (!inodes) return Promise.resolve(null);
    const mine = inodes.length === 0 || !this.#host.holdsSockets ? inodes.length : inodes.filter(this.#host.holdsSockets()).length;
    return Promise.resolve({ session: 0, others: inodes.length - mine, unattributed: mine });
  }

  get #byHandles(): boolean {
    return this.platform !== 'linux';
  }

  /** Probes to take after the next call. */
  #around(): ProbePlan {
    const scope = this.#changes.take(this.#pending.keys(), this.#known);
    this.#affected = this.#world && affectedBy(this.#world, scope);
    return this.#world ? probePlan(this.#world, scope) : { objects: [], events: [] };
  }

  #keep(looks: ProbeResults | undefined): void {
    this.#along = looks ? { looks, affected: this.#affected } : null;
    // A later request needs the state at that time.
    setImmediate(() => { this.#along = null; });
  }

  /** Waits for the end of a pending call, and reports it. */
  async #settle(process: string, line: PeerLink, ticket: number, key: number): Promise<void> {
    let performed: Performed;
    this.#pending.set(process, (this.#pending.get(process) ?? 0) + 1);
    try {
      performed = await line.ask('settle', { ticket });
    } catch (error) {
      // A call of an ended process never returns; the end of the process is reported instead.
      if (error instanceof PeerGone || this.#over !== null) return;
      performed = refused(error);
    } finally {
      this.#changes.late(process);
      const still = this.#pending.get(process)! - 1;
      if (still > 0) this.#pending.set(process, still);
      else this.#pending.delete(process);
    }
    if (!this.#disposed) this.#events.completed(key, performed);
  }

  /** The peer in the host itself. */
  #main(): PeerLink {
    return { pid: 0, ask: async (op, input) => (await this.#ask('main', { op, input })) as never };
  }

  async kill(process: string): Promise<void> {
    this.#changes.everything();
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
    // Its peers notice its end by their channels, however it ends.
    this.#host.kill();
    this.#wire.end();
    await this.#host.ended;
  }

  /** Handles a message of the host, after its hello. */
  receive(message: HostMessage): void {
    switch (message.kind) {
      case 'reply': this.#take(message.id)?.resolve(message.output as never); return;
      case 'failure': this.#take(message.id)?.reject(new Error(message.problem)); return;
      case 'completed':
        this.#changes.everything();
        if (!this.#disposed) this.#events.completed(message.key, message.performed);
        return;
      case 'died':
        this.#changes.everything();
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
      this.#waiting.set(id, { resolve, reject });
      const request: HostRequest<O> = { id, op, input };
      this.#wire.send(request);
    });
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  /** The host has ended, and with it every process that it had started. */
  #lost(how: string): void {
    if (this.#over !== null) return;
    this.#over = how;
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(`The bridge host is gone: ${how}`));
    this.#waiting.clear();
    if (this.#disposed) return;
    for (const process of this.#started) this.#events.died(process, `the bridge host is gone: ${how}`);
  }
}

/** Processes are created and ended where their pids are known. */
const ofTheHost = (call: string): boolean => CREATING_CALLS.has(call) || RESUMING_CALLS.has(call) || ENDING_CALLS.has(call);

const refused = (error: unknown): Performed =>
  ({ outcome: { kind: 'refused', reason: error instanceof Error ? error.message : String(error) }, micros: null });

/** The connection that sends the token; every other one is closed at its first message. */
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
          wire.limit();
          resolve({ wire, platform: said.platform });
        } else {
          socket.destroy();
        }
      });
      wire.limit(HELLO_LIMIT);
    });
  });
}

function sameToken(said: unknown, token: string): boolean {
  const [a, b] = [Buffer.from(String(said)), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
