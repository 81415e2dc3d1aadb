/** A step's action in short form: process, call and arguments, for performed and planned steps. */
import { specOf } from '../calls/catalogue.ts';
import type { CallSpec } from '../calls/types.ts';
import { toByteString } from '../domain/bytes.ts';
import { assertNever } from '../base/assert-never.ts';
import type { Rules } from '../domain/entities.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { ScenarioStep } from '../scenario/format.ts';
import type { Action, MessageContent } from '../trace/step.ts';
import { shortArgs } from './short-args.ts';
import { valueText } from './values.ts';

export interface ActionWords {
  /** Name of the acting process (for a message, the sender), which identifies it. */
  process: string;
  /** What it is called by then. */
  shown: string;
  /** "WSAEventSelect", "message", "client connects" */
  title: string;
  /** "FD_READ → 0x9C" */
  args: string;
}

export function actionWords(action: Action, rules: Rules): ActionWords {
  const words = wordsOf(action, rules);
  return { ...words, shown: shownOf(action) ?? words.process };
}

/** What its process is called by then, if it has executed another program. */
const shownOf = (action: Action): string | null => ('shown' in action ? action.shown ?? null : null);

function wordsOf(action: Action, rules: Rules): Omit<ActionWords, 'shown'> {
  switch (action.kind) {
    case 'call': {
      const spec = specOf(rules, action.call);
      const values = Object.keys(action.resolved).length > 0 ? action.resolved : asResolved(spec, action.args);
      const args = [shortArgs(rules, spec, values, action.args), recordedArgs(action, spec, rules)];
      return callWords(action.participant, action.call, spec, args.filter((text) => text !== '').join(', '));
    }
    case 'message':
      return { process: action.from, title: 'message', args: `${contentText(action.content)} → ${action.to}, ${action.carrier}` };
    case 'completion':
      return { process: splitParticipant(action.participant).process, title: `${action.call} returns`,
        args: `called at step ${action.of}` };
    case 'kill':
      return { process: action.process, title: 'kill', args: action.process };
    case 'death':
      return { process: action.process, title: 'ended', args: `${shownOf(action) ?? action.process}: ${action.how}` };
    default:
      return assertNever(action, 'action');
  }
}

/** Returns the name of the call that a step made or finished, or "" for other actions. */
export function callOf(action: Action): string {
  return action.kind === 'call' || action.kind === 'completion' ? action.call : '';
}

export function plannedWords(step: ScenarioStep, rules: Rules): ActionWords {
  const words = plannedOf(step, rules);
  return { ...words, shown: words.process };
}

function plannedOf(step: ScenarioStep, rules: Rules): Omit<ActionWords, 'shown'> {
  if ('call' in step) {
    const spec = specOf(rules, step.call);
    return callWords(step.process, step.call, spec, shortArgs(rules, spec, asResolved(spec, step.args ?? {}), step.args ?? {}));
  }
  if ('message' in step) return { process: step.from, title: 'message', args: `${step.message} → ${step.to}, ${step.carrier}` };
  if ('await' in step) return { process: '', title: 'await', args: step.await };
  return { process: step.kill, title: 'kill', args: step.kill };
}

/** Arguments that only recordings have: the program, the new process or thread; of `exit_group`, the program that ends. */
function recordedArgs(
  { participant, shown, call, args }: Extract<Action, { kind: 'call' }>, spec: CallSpec | undefined, rules: Rules,
): string {
  const has = (name: string) => args[name] !== undefined && !spec?.args.some((arg) => arg.name === name);
  if (call === 'exit_group')
    return (shown ?? splitParticipant(participant).process)
      + (has('status') ? `, status ${valueText(rules, args['status'], undefined)}` : '');
  const text = (name: string) => `${name === 'thread' ? 'new thread ' : ''}${valueText(rules, args[name], undefined)}`;
  return ['path', 'process', 'thread'].filter(has).map(text).join(', ');
}

/** Data is text in a scenario, and a byte string everywhere else. */
function asResolved(spec: CallSpec | undefined, written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(written).map(([name, value]) => {
    const isData = spec?.args.find((arg) => arg.name === name)?.type.kind === 'data';
    return [name, isData && typeof value === 'string' && !value.startsWith('$') ? toByteString(value) : value];
  }));
}

function callWords(participant: string, call: string, spec: CallSpec | undefined, args: string): Omit<ActionWords, 'shown'> {
  const { process, thread } = splitParticipant(participant);
  const title = spec?.platform === 'outside' ? `${process} ${call}` : call;
  return { process, title, args: thread === null ? args : `${args}${args === '' ? '' : ', '}thread ${thread}` };
}

function contentText(content: MessageContent): string {
  switch (content.kind) {
    case 'text': return `"${content.text}"`;
    case 'pid': return `pid of ${content.process}`;
    case 'blob': return `${content.name}, ${content.bytes} B`;
    case 'value': return content.text;
    default: return assertNever(content, 'message content');
  }
}
