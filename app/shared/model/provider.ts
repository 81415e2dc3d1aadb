/** The model as a provider. */
import { own } from '../base/own.ts';
import { type Range, closedRangeOf, isWithin } from '../calls/ranges.ts';
import type { Outcome, Results } from '../calls/types.ts';
import { toHex } from '../domain/bytes.ts';
import type { Rules } from '../domain/entities.ts';
import { errorNumber } from '../calls/errors.ts';
import { splitParticipant } from '../domain/ids.ts';
import { FAMILY, PROTOCOL, TYPE } from '../calls/constants-winsock.ts';
import { PROTOCOL_INFO_A_SIZE, PROTOCOL_INFO_FIELDS, PROTOCOL_INFO_SIZE } from '../domain/protocol-info.ts';
import type { PredictingProvider } from '../provider/predicting.ts';
import type { Probed, Performed, PerformRequest, ProviderEvents, Receivers } from '../provider/provider.ts';
import { type PredictedOutcome, type PredictedResults, isMatch, shownResults } from '../trace/predicted.ts';

/** Numbers start where they do on the system: after the handles and files that every process has. */
const FIRST_NUMBER = { winsock: 0xcc, linux: 20 } as const;
const NUMBER_STEP = { winsock: 4, linux: 1 } as const;
const FIRST_PORT = 50_001;

export class ModelProvider implements PredictingProvider {
  readonly kind = 'predicting';
  readonly platform = 'model';
  readonly #rules: Rules;
  readonly #events: ProviderEvents;
  readonly #used = new Map<string, Numbers>();
  readonly #pending = new Map<number, PerformRequest>();
  #port = FIRST_PORT;
  #pids = 0;
  #cookies = 0;
  #exports = 0;

  constructor(rules: Rules, events: ProviderEvents) {
    this.#rules = rules;
    this.#events = events;
  }

  start(process: { name: string }): Promise<number> {
    this.#used.set(process.name, new Numbers(this.#rules));
    this.#pids += 1;
    return Promise.resolve(this.#pids);
  }

  answer(request: PerformRequest, predicted: PredictedOutcome): Promise<Performed> {
    const performed = this.#answer(request, predicted);
    if (performed.outcome.kind === 'pending') this.#pending.set(request.key, request);
    return Promise.resolve(performed);
  }

  settle(key: number, predicted: PredictedOutcome): void {
    const request = this.#pending.get(key);
    if (!request) return;
    this.#pending.delete(key);
    this.#events.completed(key, this.#answer(request, predicted));
  }

  message(request: { content: { kind: 'blob' } | { kind: 'text'; text: string } }): Promise<{ micros: number; text: string | null }> {
    return Promise.resolve({ micros: 0, text: request.content.kind === 'text' ? request.content.text : null });
  }

  probe(): Promise<Probed> {
    return Promise.resolve({ facts: [], of: null });
  }

  /** A model has no other programs. */
  receivers(): Promise<Receivers> {
    return Promise.resolve({ session: 0, others: 0, unattributed: 0 });
  }

  kill(process: string): Promise<void> {
    this.#forget(process);
    return Promise.resolve();
  }

  #forget(process: string): void {
    for (const [key, request] of this.#pending) {
      if (splitParticipant(request.participant).process === process) this.#pending.delete(key);
    }
  }

  dispose(): Promise<void> {
    this.#pending.clear();
    return Promise.resolve();
  }

  #answer(request: PerformRequest, predicted: PredictedOutcome): Performed {
    const outcome = this.#outcome(request, predicted);
    const observed = outcome.kind === 'ok' ? this.#addresses(request) : undefined;
    return { outcome, micros: null, ...(observed ? { observed } : {}) };
  }

  #outcome(request: PerformRequest, predicted: PredictedOutcome): Outcome {
    switch (predicted.kind) {
      case 'pending': return { kind: 'pending' };
      case 'error': return { kind: 'error', name: predicted.name, number: errorNumber(this.#rules, predicted.name) ?? -1 };
      case 'unknown':
        return { kind: 'refused',
          reason: `The rules say nothing of ${request.call.name} in this situation; only a real provider can tell` };
      case 'ok': return { kind: 'ok', results: this.#results(request, predicted.results) };
    }
  }

  /** What the rules know, and made-up values for what only a system could give. */
  #results(request: PerformRequest, known: PredictedResults): Results {
    const results = shownResults(known);
    const used = this.#used.get(splitParticipant(request.participant).process)!;
    if (request.call.closes) used.free(Number(request.args['s'] ?? request.args['fd']));
    const closed = closedRangeOf(request.call, request.args);
    if (closed) used.freeWithin(closed);
    if (request.call.process === 'ends') this.#forget(splitParticipant(request.participant).process);
    if (results.ready) results.events = [...new Set(results.ready.flatMap((r) => r.events))];
    switch (request.call.result) {
      case 'descriptor': results.descriptor ??= used.take(); break;
      case 'event': results.event ??= used.take(); break;
      case 'window': results.window ??= used.take(); break;
      case 'port': results.port ??= used.take(); break;
      case 'operation': results.operation ??= used.take(); break;
      case 'descriptors':
        results.descriptors ??= Array.from({ length: numberOf(known.descriptors) }, () => used.take());
        break;
      case 'blob':
        results.blob ??= request.call.ansi ? toHex(new Uint8Array(PROTOCOL_INFO_A_SIZE))
          : describedSocket(request.exported ?? '', ++this.#exports);
        break;
      case 'pid':
        results.pid ??= ++this.#pids;
        if (request.spawn) this.#used.set(request.spawn.name, new Numbers(this.#rules, results.inherited));
        break;
      // Of a number only the least is known.
      case 'number': results.number ??= numberOf(known.number); break;
      case 'value': if (request.args['name'] === 'SO_COOKIE') results.value ??= ++this.#cookies; break;
      case 'address': results.address ??= `127.0.0.1:${this.#port++}`; break;
      default: break;
    }
    if (isMatch(known.value) && known.value.match === 'describes') results.value = describedSocket(known.value.socket);
    return results;
  }

  #addresses(request: PerformRequest): { local: string } | undefined {
    const asked = request.args['address'] ?? request.args['to'];
    if (asked === '@') return { local: `@${(this.#port++).toString(16).padStart(5, '0')}` };
    if (typeof asked !== 'string' || !asked.includes(':') || asked.startsWith('@')) return undefined;
    const host = asked.slice(0, asked.lastIndexOf(':'));
    switch (request.call.address) {
      case 'binds': return { local: asked.endsWith(':0') ? `${host}:${this.#port++}` : asked };
      case 'sends to': return { local: `${host.startsWith('[') ? '[::]' : '0.0.0.0'}:${this.#port++}` };
      case 'connects': return { local: `${host}:${this.#port++}` };
      default: return undefined;
    }
  }
}

/** The numbers of one process: both systems give the lowest that is free. */
class Numbers {
  readonly #used: Set<number>;
  readonly #first: number;
  readonly #step: number;
  /** None below this is free. */
  #from: number;

  constructor(rules: Rules, used: readonly number[] = []) {
    this.#used = new Set(used);
    this.#step = NUMBER_STEP[rules];
    this.#first = this.#from = FIRST_NUMBER[rules];
  }

  take(): number {
    let number = this.#from;
    while (this.#used.has(number)) number += this.#step;
    this.#used.add(number);
    this.#from = number + this.#step;
    return number;
  }

  freeWithin(range: Range): void {
    for (const number of this.#used) if (isWithin(range, number)) this.free(number);
  }

  free(number: number): void {
    if (this.#used.delete(number) && number >= this.#first && (number - this.#first) % this.#step === 0)
      this.#from = Math.min(this.#from, number);
  }
}

/** The least, or the count, that a match names. */
const numberOf = (match: unknown): number => (isMatch(match) && 'number' in match ? match.number : 0);

/**
 * WSAPROTOCOL_INFOW of a socket as SO_PROTOCOL_INFOW would give it, with what the rules know of it (S17).
 * @param secret what an export has in its opaque part; 0 for a description.
 */
function describedSocket(names: string, secret = 0): string {
  let text = DESCRIBED.get(names);
  if (text === undefined) DESCRIBED.set(names, text = toHex(description(names)));
  const bytes = new Uint8Array(Uint32Array.of(secret).buffer);
  return `${text.slice(0, SECRET_AT * 2)}${toHex(bytes)}${text.slice((SECRET_AT + bytes.length) * 2)}`;
}

/** As hexadecimal text, by what is described: exports are many, and they differ in the opaque part only. */
const DESCRIBED = new Map<string, string>();

const SECRET_AT = PROTOCOL_INFO_FIELDS.find(({ name }) => name === 'dwProviderReserved')!.offset;

function description(names: string): Uint8Array {
  const [family = '', type = '', protocol = ''] = names.split(' ');
  const info = new DataView(new ArrayBuffer(PROTOCOL_INFO_SIZE));
  for (const { name, offset } of PROTOCOL_INFO_FIELDS) {
    if (name === 'iAddressFamily') info.setInt32(offset, own<number>(FAMILY, family) ?? 0, true);
    if (name === 'iSocketType') info.setInt32(offset, own<number>(TYPE, type) ?? 0, true);
    if (name === 'iProtocol') info.setInt32(offset, own<number>(PROTOCOL, protocol) ?? 0, true);
    if (name === 'ProtocolChain.ChainLen') info.setInt32(offset, 1, true);
  }
  return new Uint8Array(info.buffer);
}
