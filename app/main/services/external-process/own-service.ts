/** Answers the requests about the user's processes. */
import type { OwnOutputs, OwnProcess, OwnWays } from '../../../shared/contract/own.ts';
import { USER } from '../../../shared/base/limits.ts';
import { entity } from '../../../shared/domain/world.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { PROTOCOL_INFO_SIZE } from '../../../shared/domain/protocol-info.ts';
import { startsWithMagic } from '../../../shared/external-process/frame.ts';
import { Unavailable } from '../errors/unavailable.ts';
import type { Handlers } from '../requests/handlers.ts';
import { Refused } from '../errors/refused.ts';
import type { SessionEngine } from '../session/engine.ts';
import type { OpenSession, SessionRegistry } from '../open-sessions/session-registry.ts';
import { decodeAny } from './decode.ts';
import { exportedFor, handOver } from './give.ts';
import { NotTaken, parseEndpoint } from './place.ts';
import { isStill, resolveProcess } from './resolve.ts';
import {
  type Carrier, addFoundDescriptor, addGivenDescriptor, hexOf, nameOf, numbersIn, pastedBytes, addTakenSocket, withProcess,
} from './session-ways.ts';
import { importFrame, take } from './take.ts';

const USUAL_WITHIN_MS = 60_000;
const ON_WINDOWS = process.platform === 'win32';

export class ExternalProcesses {
  readonly #sessions: SessionRegistry;
  readonly #known = new Map<string, OwnProcess>();
  /** Waits that can be cancelled, by session. */
  readonly #waits = new Map<string, AbortController>();
  #next = 1;

  constructor(sessions: SessionRegistry) {
    this.#sessions = sessions;
  }

  readonly handlers: Handlers<keyof OwnOutputs> = {
    'own.decode': ({ text }) => {
      const bytes = pastedBytes(text);
      const decoded = decodeAny(bytes, 'the pasted bytes');
      const blob = startsWithMagic(bytes) ? bytes.subarray(bytes.length - PROTOCOL_INFO_SIZE) : bytes;
      return { ...decoded, hex: hexOf(blob) };
    },
    'own.process': async ({ pid }) => {
      const own = { id: `own-${this.#next++}`, ...(await resolveProcess(pid)) };
      this.#known.set(own.id, own);
      for (const oldest of this.#known.keys()) {
        if (this.#known.size <= USER.named) break;
        this.#known.delete(oldest);
      }
      return own;
    },
    'own.ways': ({ session }) => this.#ways(session === undefined ? null : this.#sessions.find(session)),
    'own.give': ({ session, descriptor, process: id, place, within }) => this.#give(this.#usable(session), descriptor, this.#process(id),
      place, within),
    'own.take': ({ session, from, within }) => this.#take(this.#usable(session), from, within),
    'own.cancel': ({ session }) => this.#waits.get(session)?.abort(new NotTaken('The wait was cancelled.')),
  };

  #ways(run: OpenSession | null): OwnWays {
    const reason = run && whyNot(run);
    return { places: ON_WINDOWS ? ['pipe', 'file'] : ['unix'], byHand: ON_WINDOWS, reason };
  }

  #usable(session: string): SessionEngine {
    const run = this.#sessions.find(session);
    const why = whyNot(run);
    if (why !== null) throw new Unavailable(why);
    return run.engine;
  }

  #process(id: string): OwnProcess {
    const own = this.#known.get(id);
    if (!own) throw new Refused(`There is no ${id}: name the process first`);
    if (!isStill(own)) throw new InputProblem(`process ${own.pid} has ended since it was named`, 'process', 'Name a running process.');
    return own;
  }

  async #give(
    engine: SessionEngine, id: string, own: OwnProcess, placeText: string | null, within = USUAL_WITHIN_MS,
  ): Promise<OwnOutputs['own.give']> {
    const descriptor = entity(engine.world, 'descriptor', id);
    if (!descriptor) throw new InputProblem(`there is no ${id} now`, 'descriptor', 'Choose a descriptor of main.');
    if (descriptor.process !== 'process:main' || descriptor.number === null) {
      throw new InputProblem('only main can give sockets to processes outside the session', 'descriptor',
        'Give it to main first, or choose a descriptor of main.');
    }
    const { number, object } = descriptor;
    const place = placeText === null ? null : parseEndpoint(placeText, 'place');
    if (place === null && !ON_WINDOWS)
      throw new Unavailable('A descriptor cannot be carried by hand on Linux: it travels over a unix socket.');
    const message = (carrier: Carrier) => ({
      kind: 'message' as const, from: 'main', to: nameOf(own), carrier, name: null, as: null,
      content: { kind: 'value' as const, text: ON_WINDOWS ? 'WSAPROTOCOL_INFOW' : `descriptor ${number}` },
    });
    if (place === null) {
      const blob = exportedFor(number, own.pid);
      await engine.surroundings.note(message('clipboard'), (draft, step) => {
        withProcess(draft, own);
        draft.put({
          kind: 'transfer', id: draft.nextId('transfer'), form: 'WSAPROTOCOL_INFOW', objects: [object], from: 'process:main',
          target: `process:${nameOf(own)}`,
          carrier: null, name: null, step, state: 'in-flight', endedAt: null,
        });
      });
      return { takenBy: null, hex: hexOf(blob) };
    }
    const before = numbersIn(own.pid, number);
    const takenBy = await this.#waiting(engine, within, (signal) => handOver({ pid: own.pid, place, signal }, number));
    await engine.surroundings.note(message(place.kind), (draft, step) => {
      const fresh = numbersIn(own.pid, number).filter((n) => !before.includes(n));
      addGivenDescriptor(draft, own, object, fresh.length === 1 ? fresh[0]! : null, step);
    });
    return { takenBy, hex: null };
  }

  async #take(
    engine: SessionEngine, from: { place: string } | { text: string }, within = USUAL_WITHIN_MS,
  ): Promise<OwnOutputs['own.take']> {
    const place = 'place' in from ? parseEndpoint(from.place, 'place') : null;
    if (place === null && !ON_WINDOWS)
      throw new Unavailable('A WSAPROTOCOL_INFOW can be imported on Windows only; on Linux wait for the socket at unix:PATH.');
    const got = place ? await this.#waiting(engine, within, (signal) => take(place, () => undefined, signal))
      : importFrame(pastedBytes((from as { text: string }).text));
    try {
      await engine.surroundings.adopt([got.descriptor]);
    } catch (error) {
      got.close();
      throw error;
    }
    const name = engine.surroundings.freeName('taken');
    const source = got.from === null ? null : await resolveProcess(got.from).catch(() => null);
    await engine.surroundings.note({
      kind: 'message', from: source ? nameOf(source) : 'elsewhere', to: 'main', carrier: place?.kind ?? 'clipboard', name: null, as: name,
      content: { kind: 'value', text: `descriptor ${got.descriptor}` },
    }, (draft, step) => {
      const own = addTakenSocket(draft, got.descriptor, got.facts, step);
      if (!source) return;
      // The sender can still hold the socket.
      for (const number of numbersIn(source.pid, got.descriptor)) addFoundDescriptor(draft, source, own.object, number, step);
    }, { name, value: got.descriptor });
    return { name };
  }

  async #waiting<T>(engine: SessionEngine, within: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { session } = engine.state();
    if (this.#waits.has(session))
      throw new InputProblem('this session already waits for another process', 'session', 'Cancel that wait first.');
    const controller = new AbortController();
    this.#waits.set(session, controller);
    const timer = setTimeout(() => controller.abort(new NotTaken(`No answer within ${within / 1000} s.`)), within);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (error instanceof NotTaken)
        throw new InputProblem(error.message.replace(/\.$/, ''), 'the other process', 'The trace has no step for it.');
      throw error;
    } finally {
      clearTimeout(timer);
      this.#waits.delete(session);
    }
  }
}

/** Why sockets of this session cannot be given to processes outside of it. */
function whyNot({ engine, provider: { id } }: OpenSession): string | null {
  if (id === 'model') return 'The model has no sockets. Open the scenario with a provider that makes real calls.';
  if (!engine.surroundings.canAdopt)
    return 'In this session main is a process inside Wine, and Wine process ids are not those of this system. Giving and '
      + 'taking sockets works on Windows.';
  return null;
}
