/** Suggestions for the cursor position of a typed line. */
import { findCall, performableCalls } from '../calls/catalogue.ts';
import { splitParticipant } from '../domain/ids.ts';
import type { CallSpec } from '../calls/types.ts';
import { type Field, fieldsOf, resultWish } from './fields.ts';
import { usualStep } from './usual.ts';
import { writeLine } from './write-line.ts';
import { type Scope, freeName } from './scope.ts';

export interface Suggestion {
  /** The replacement for the word at the cursor. */
  text: string;
  /** One line of explanation. */
  about: string;
}

export interface Completion {
  /** The range of the replaced word in the line: its first character, and the one after its last. */
  from: number;
  to: number;
  suggestions: readonly Suggestion[];
  /** The call on the line, if it has been named. */
  call: CallSpec | null;
  /** The argument whose value is being typed. */
  field: Field | null;
}

/** @param cursor position in the line, from 0. @param participant makes the call if the line names no process. */
export function completeLine(line: string, cursor: number, participant: string, scope: Scope): Completion {
  const before = line.slice(0, cursor);
  const from = wordStart(before);
  const to = cursor + /^[^\s|,\]]*/.exec(line.slice(cursor))![0].length;
  const words = before.slice(0, from).trim().split(/\s+/).filter((word) => word !== '');
  const named = words[0]?.endsWith(':') ? words.shift()!.slice(0, -1) : null;
  const who = named ?? participant;
  const platform = scope.processes.find((p) => p.name === splitParticipant(who).process)?.platform;
  const typed = before.slice(from);
  const whole = (suggestions: readonly Suggestion[], call: CallSpec | null, field: Field | null = null): Completion =>
    ({ from, to, call, field, suggestions: fitting(suggestions, typed) });
  if (platform === undefined) return whole([], null);
  if (words.length === 0) {
    const verbs = named === null ? VERBS : [];
    const others = named === null ? scope.processes.filter((p) => p.running && p.name !== splitParticipant(participant).process) : [];
    return whole([...performableCalls(platform).map((name) => ({ text: name, about: findCall(platform, name)!.summary })), ...verbs,
      ...others.map((p) => ({ text: `${p.name}:`, about: `a call in ${p.name}` }))], null);
  }
  const call = findCall(platform, words[0]!) ?? null;
  if (!call) return whole(otherWords(words, scope), null);
  const fields = fieldsOf(call, who, scope);
  const [, name] = /([A-Za-z][A-Za-z0-9_]*)=[^\s=]*$/.exec(before) ?? [];
  const field = fields.find((f) => f.name === name);
  if (field) return whole(valuesOf(field), call, field);
  if (words.at(-1) === 'as') return whole(asName(call, scope), call);
  const given = new Set(words.map((word) => /^(\w+)=/.exec(word)?.[1]));
  const missing = fields.filter((f) => !given.has(f.name))
    .map((f) => ({ text: `${f.name}=`, about: f.optional ? `${f.help}; can be left out` : f.help }));
  const ends = [
    ...(resultWish(call.result) !== null && !words.includes('as') ? [{ text: 'as', about: 'Keeps the result under a name' }] : []),
    ...(words.includes('expect') ? [] : [{ text: 'expect', about: 'The expected outcome' }]),
  ];
  const usual = words.length === 1 ? usualArguments(call, named === null ? participant : who, scope) : [];
  return whole([...usual, ...missing, ...ends], call);
}

/** All that the call most likely needs, as one suggestion. */
function usualArguments(call: CallSpec, who: string, scope: Scope): Suggestion[] {
  const step = usualStep(call.name, who, scope);
  const text = step ? writeLine(step, who, scope).slice(call.name.length + 1) : '';
  return /\s/.test(text) ? [{ text, about: 'The usual arguments' }] : [];
}

const VERBS: readonly Suggestion[] = [
  { text: 'message', about: 'Sends a value from one process to another' },
  { text: 'await', about: 'Waits for a call that has not returned' },
  { text: 'kill', about: 'Ends a process' },
];

function wordStart(before: string): number {
  const [word] = /[^\s=|,[]*$/.exec(before)!;
  return before.length - word.length;
}

function valuesOf(field: Field): Suggestion[] {
  // With many fields the generic text would not distinguish them.
  const constants = field.choices.map((text) => ({ text, about: field.choices.length > 1 ? '' : field.help }));
  const names = field.references.map(({ text, about }) => ({ text, about }));
  const more = field.kind === 'boolean' ? ['true', 'false'] : field.kind === 'address' ? ['127.0.0.1:0'] : [];
  return [...names, ...constants, ...more.map((text) => ({ text, about: field.help }))];
}

const asName = (call: CallSpec, scope: Scope): Suggestion[] => {
  const name = resultWish(call.result);
  return name === null ? [] : [{ text: freeName(scope, name), about: 'An unused name' }];
};

function otherWords(words: readonly string[], scope: Scope): Suggestion[] {
  const processes = scope.processes.map((p) => ({ text: p.name, about: 'process' }));
  if (words[0] === 'kill') return words.length === 1 ? processes.filter((p) => p.text !== 'main') : [];
  if (words[0] === 'await')
    return scope.names.filter((n) => n.kind === 'pending').map((n) => ({ text: `$${n.name}`, about: `pending call of ${n.maker}` }));
  if (words[0] !== 'message') return [];
  if (words.length === 1) {
    return [...scope.names.toReversed().map((n) => ({ text: `$${n.name}`, about: `${n.kind} of ${n.maker}` })),
      ...processes.map((p) => ({ text: `$${p.text}`, about: 'its process id' }))];
  }
  if (words.at(-1) === 'by') return ['ipc', 'pipe', 'file'].map((text) => ({ text, about: 'the carrier' }));
  return words.length < 4 ? processes : [{ text: 'by', about: 'ipc, pipe or file' }, { text: 'as', about: 'Binds the received value' }];
}

/** Returns matches at the start of the text first, then those that contain it, each in the original order. */
function fitting(suggestions: readonly Suggestion[], typed: string): Suggestion[] {
  const wanted = typed.toLowerCase();
  const begins = suggestions.filter((s) => s.text.toLowerCase().startsWith(wanted));
  const contains = suggestions.filter((s) => !begins.includes(s) && s.text.toLowerCase().includes(wanted));
  return [...begins, ...contains].filter((s) => s.text !== typed);
}
