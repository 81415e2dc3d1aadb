/** Prints steps as text or as JSON. */
import { anySpecOf } from '../../../shared/calls/catalogue.ts';
import { WAIT_TIMEOUT } from '../../../shared/calls/idle.ts';
import { PROTOCOL_INFO_A_SIZE } from '../../../shared/domain/protocol-info.ts';
import { readable } from '../../../shared/domain/bytes.ts';
import type { ProcessEntity } from '../../../shared/domain/entities.ts';
import { splitParticipant } from '../../../shared/domain/ids.ts';
import { say, sayJson } from './output.ts';
import { line, padded, type Piece, type Shown } from './shown.ts';
import { style } from './style.ts';
import { outcomeText } from '../../../shared/trace/compare.ts';
import { sentenceText } from '../../../shared/trace/sentence.ts';
import { storedPrediction } from '../../../shared/trace/predicted.ts';
import {
  type Action, type MessageContent, type ProviderId, type Step, type TraceHeader, storedDivergence,
} from '../../../shared/trace/step.ts';

export interface Summary {
  steps: number;
  met: number;
  unmet: number;
  divergences: number;
  provider: ProviderId;
  /** As the trace names it: "wine-10.0". */
  platform: string;
  /** About a platform that was never tried; null for the others. */
  note: string | null;
}

export class StepPrinter {
  readonly #json: boolean;
  readonly #pids: ReadonlyMap<string, number | null>;

  constructor(header: TraceHeader, provider: string, json: boolean) {
    this.#json = json;
    const processes = Object.values(header.start.added) as ProcessEntity[];
    this.#pids = new Map(processes.map((p) => [p.id.slice('process:'.length), p.pid]));
    if (json) return;
    say(header.scenario.title, `${provider}; ${processes.map((p) => `${p.name} is pid ${p.pid}`).join(', ')}`, '');
  }

  step(step: Step): void {
    if (this.#json) sayJson(this.#flat(step));
    else say(...this.#lines(step));
  }

  summary(summary: Summary): void {
    if (this.#json) sayJson(summary);
    else say('', `${summary.steps} steps, expectations ${summary.met} met and ${summary.unmet} unmet, divergences ${summary.divergences}`,
      ...(summary.note === null ? [] : [summary.note]));
  }

  /** One object per step, flat enough for jq. */
  #flat(step: Step): object {
    const { action } = step;
    return {
      n: step.n, kind: action.kind, process: shownActor(action), pid: this.#pids.get(splitParticipant(actor(action)).process) ?? null,
      ...(action.kind === 'call' ? { call: action.call, args: action.resolved } : {}),
      ...(action.kind === 'message' ? { to: action.to, carrier: action.carrier, content: action.content } : {}),
      ...(action.kind === 'completion' ? { call: action.call, of: action.of } : {}),
      outcome: step.outcome, predicted: step.predicted ? storedPrediction(step.predicted.outcome) : null,
      rules: step.predicted?.rules ?? [],
      facts: step.facts, divergences: step.divergences.map(storedDivergence),
      hazards: step.hazards.map((h) =>
        ({ id: h.id, state: h.state, since: h.since, rules: h.rules, subjects: h.subjects, text: sentenceText(h.sentence) })),
      met: step.verdict?.met ?? null, but: step.verdict?.but ?? null, micros: step.micros,
      ...(step.bytes === undefined ? {} : { bytes: step.bytes }),
    };
  }

  #lines(step: Step): Shown[] {
    const number = String(step.n).padStart(3);
    const took = step.micros === null ? '' : `  ${Math.round(step.micros)} µs`;
    const lines = [line`${number}  ${padded(shownActor(step.action), 10)} ${what(step)}${took}`];
    const more = (text: Piece) => lines.push(line`                ${text}`);
    if (step.bytes !== undefined) more(`bytes "${readable(step.bytes)}"`);
    if (step.verdict) more(step.verdict.met ? style.dim('as expected') : style.bad( `NOT as expected: ${step.verdict.but}`));
    for (const d of step.divergences) {
      more(d.knownDifference === null
        ? style.bad(`DIVERGENCE in the ${d.what}: the rules say ${d.predicted}, but ${d.observed}`)
        : `known difference ${d.knownDifference}: the rules say ${d.predicted}, here ${d.observed}`);
    }
    for (const h of step.hazards) {
      more(h.state === 'found' ? style.warn(`hazard (${h.rules.join(', ')}): ${sentenceText(h.sentence)}`)
        : `hazard of step ${h.since} is over: ${h.title}`);
    }
    return lines;
  }
}

function actor(action: Action): string {
  switch (action.kind) {
    case 'call': case 'completion': return action.participant;
    case 'message': return action.from;
    case 'kill': case 'death': return action.process;
  }
}

/** With the name that its process has by then. */
function shownActor(action: Action): string {
  const shown = 'shown' in action ? action.shown : undefined;
  if (shown === undefined) return actor(action);
  const { thread } = splitParticipant(actor(action));
  return thread === null ? shown : `${shown}/${thread}`;
}

function what(step: Step): string {
  const { action } = step;
  switch (action.kind) {
    case 'call': return `${action.call}(${argsText(action.resolved)})  ${resultText(step)}`;
    case 'message':
      return `sends ${contentText(action.content)} to ${action.to} by `
        + `${action.carrier}${step.outcome.kind === 'ok' ? '' : `: ${outcomeText(step.outcome)}`}`;
    case 'completion': return `${action.call} of step ${action.of} returns  ${resultText(step)}`;
    case 'kill': return 'is killed';
    case 'death': return `ended by itself: ${action.how}`;
  }
}

function argsText(args: object): string {
  return Object.entries(args).map(([name, value]) =>
    `${name}: ${Array.isArray(value) ? value.join('|') : typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join(', ');
}

function resultText({ action, outcome }: Step): string {
  if (outcome.kind !== 'ok') return `-> ${outcomeText(outcome)}`;
  const { blob, data, ...others } = outcome.results;
  const call = 'call' in action ? anySpecOf(action.call) : undefined;
  const rest = call?.number === 'place' && others.number === WAIT_TIMEOUT ? { ...others, number: 'WSA_WAIT_TIMEOUT' } : others;
  const parts = Object.entries(rest).map(([k, v]) => `${k} ${typeof v === 'object' ? JSON.stringify(v) : String(v)}`);
  if (blob !== undefined) parts.push(`${blob.length / 2} bytes of WSAPROTOCOL_INFO${blob.length === 2 * PROTOCOL_INFO_A_SIZE ? 'A' : 'W'}`);
  if (data !== undefined) parts.push(`"${readable(data)}"`);
  return `-> ${parts.length === 0 ? 'ok' : parts.join(', ')}`;
}

function contentText(content: MessageContent): string {
  switch (content.kind) {
    case 'text': return `"${content.text}"`;
    case 'pid': return `its process id ${content.pid}`;
    case 'blob': return `$${content.name} (${content.bytes} bytes)`;
    case 'value': return content.text;
  }
}
