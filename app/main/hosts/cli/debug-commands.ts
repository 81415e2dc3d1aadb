/** Commands of `handoff debug`, one per line. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { nearest } from '../../../shared/base/nearest.ts';
import { own } from '../../../shared/base/own.ts';
import { errorNames, errorNumber } from '../../../shared/calls/errors.ts';
import type { Rules } from '../../../shared/domain/entities.ts';
import { type Condition, parseCondition } from '../../../shared/recording/holds/condition.ts';
import type { Release } from '../../../shared/recording/source.ts';

export type DebugCommand =
  /** `next`: what is held next. `id`: number of the held call; null for the oldest. */
  | { kind: 'release'; how: Release; next: 'thread' | 'process' | null; id: number | null }
  | { kind: 'show'; what: 'where' | 'facts'; id: number | null }
  | { kind: 'hold'; condition: Condition | null }
  | { kind: 'clear' }
  | { kind: 'detach' }
  | { kind: 'help' };

export const DEBUG_HELP = `continue, c [ID]     make the held call, and go on
step, s [ID]         make it, and hold the next call of the same thread
stepp, sp [ID]       make it, and hold the next call of the same process
error NAME [ID]      do not make it: it returns this error, such as EMFILE
short N [ID]         make a recvmsg with a control buffer for N descriptors
where, w             list the held calls
facts, f [ID]        show what the system says of the descriptors of the held call
hold [CONDITION]     hold before these calls, too; without a condition, list the conditions
clear                hold before no call
detach, d            end the recording; the program goes on
help, h              list the commands
ID is the number of a held call; by default it is the oldest.`;

const SHORT: Readonly<Record<string, string>> = { c: 'continue', s: 'step', sp: 'stepp', w: 'where', f: 'facts', d: 'detach', h: 'help' };
const NAMES = ['continue', 'step', 'stepp', 'error', 'short', 'where', 'facts', 'hold', 'clear', 'detach', 'help'];
/** Largest error that a program can see: an errno of Linux, or an error of Winsock. */
const MOST_ERROR: Readonly<Record<Rules, number>> = { linux: 133, winsock: 11_999 };
const SYSTEM: Readonly<Record<Rules, string>> = { linux: 'Linux', winsock: 'Windows' };
const EXAMPLE: Readonly<Record<Rules, string>> = { linux: 'EMFILE', winsock: 'WSAENOBUFS' };
/** SCM_MAX_FD */
const MOST_DESCRIPTORS = 253;

/** null for an empty line or a comment. @throws InputProblem that says what to write. */
export function parseDebugCommand(text: string, rules: Rules = 'linux'): DebugCommand | null {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  if (word === '' || word.startsWith('#')) return null;
  const name = own(SHORT, word) ?? word;
  const make = (how: Release, id: string | undefined, next: 'thread' | 'process' | null = null): DebugCommand =>
    ({ kind: 'release', how, next, id: idOf(text, id) });
  switch (name) {
    case 'continue': return make({ kind: 'continue' }, rest[0]);
    case 'step': return make({ kind: 'continue' }, rest[0], 'thread');
    case 'stepp': return make({ kind: 'continue' }, rest[0], 'process');
    case 'error': return make({ kind: 'refuse', errno: errnoOf(text, rules, rest[0]) }, rest[1]);
    case 'short': return make({ kind: 'cut', descriptors: countOf(text, rest[0]) }, rest[1]);
    case 'where': case 'facts': return { kind: 'show', what: name, id: idOf(text, rest[0]) };
    case 'hold': return { kind: 'hold', condition: rest.length === 0 ? null : parseCondition(rest.join(' '), rules) };
    case 'clear': case 'detach': case 'help': return { kind: name };
    default: {
      const hint = nearest(word, NAMES);
      throw new InputProblem('there is no such command', word, hint === null ? '"help" lists the commands.' : `Did you mean "${hint}"?`);
    }
  }
}

function idOf(text: string, word: string | undefined): number | null {
  if (word === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(word)) throw new InputProblem(`"${word}" is not the number of a held call`, text, '"where" lists them.');
  return Number(word);
}

function errnoOf(text: string, rules: Rules, word = ''): number {
  const name = word.toUpperCase();
  const number = /^\d+$/.test(word) ? Number(word) : errorNumber(rules, name) ?? 0;
  if (number > 0 && number <= MOST_ERROR[rules]) return number;
  const hint = nearest(name, errorNames(rules));
  throw new InputProblem(`"${word}" is not an error of ${SYSTEM[rules]}`, text,
    hint === null ? `Write error ${EXAMPLE[rules]}.` : `Did you mean ${hint}?`);
}

function countOf(text: string, word = ''): number {
  if (/^\d{1,3}$/.test(word) && Number(word) <= MOST_DESCRIPTORS) return Number(word);
  throw new InputProblem(`"${word}" is not a number of descriptors`, text, 'Write short 0 for no space at all.');
}
