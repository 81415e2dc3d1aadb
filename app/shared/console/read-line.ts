/**
 * Parses a typed line to a step of a scenario. This is the only definition of the grammar:
 *
 *   [process:] Call name=value … [as name[,name]] [expect ok | pending | failed | error=NAME | value=… | data="…" …]
 *   [process:] Call(value, …) …, as in C
 *   message $value from to [by ipc|pipe|file] [as name]
 *   await $name [within ms] [as name] [expect …]
 *   kill process
 *
 * The scenario checks validate the meaning of the step (known names, kinds), as for any other step.
 */
import { findCall, performableCalls } from '../calls/catalogue.ts';
import type { ArgSpec, CallSpec, Platform } from '../calls/types.ts';
import type { CallStep, Expectation, ScenarioStep } from '../scenario/format.ts';
import { nearest } from '../base/nearest.ts';
import { splitParticipant } from '../domain/ids.ts';
import { argumentFor, fromCSyntax } from './c-names.ts';
import { readExpectation } from './expectation.ts';
import type { Scope } from './scope.ts';
import { LineProblem, type Token, tokens } from './tokens.ts';
import { readValue, unquoted } from './values.ts';

/** @param participant makes the call if the line names no process. @throws LineProblem with the position of the error. */
export function readLine(line: string, participant: string, scope: Scope): ScenarioStep {
  const rest = tokens(inCSyntax(line, participant, scope));
  const first = rest.shift();
  if (!first) throw new LineProblem('the line is empty', 0, line.length);
  switch (first.text) {
    case 'kill': return { kill: only(rest, first, 'the name of a process') };
    case 'message': return readMessage(rest, first);
    case 'await': return readAwait(rest, first);
    default: {
      if (!first.text.endsWith(':')) return readCall(first, rest, participant, scope);
      const call = rest.shift();
      if (!call) throw new LineProblem('the name of a call is missing', first.to - 1, first.to);
      return readCall(call, rest, first.text.slice(0, -1), scope);
    }
  }
}

/** A call in C syntax, for the catalogue of its process. */
function inCSyntax(line: string, participant: string, scope: Scope): string {
  const { process } = splitParticipant(/^\s*([\w/-]+):/.exec(line)?.[1] ?? participant);
  const platform = scope.processes.find((p) => p.name === process)?.platform;
  return platform ? fromCSyntax(line, (name) => findCall(platform, name)) : line;
}

function readCall(name: Token, rest: Token[], participant: string, scope: Scope): CallStep {
  const { process } = splitParticipant(participant);
  const known = scope.processes.find((p) => p.name === process);
  if (!known)
    throw new LineProblem(`no process is called "${process}"${didYouMean(process, scope.processes.map((p) => p.name))}`, 0,
      name.from || name.to);
  const call = callOf(known.platform, name);
  const args: NonNullable<CallStep['args']> = {};
  while (rest[0]?.value !== null && rest[0] !== undefined) {
    const token = rest.shift()!;
    const arg = argOf(call, token, args);
    args[arg.name] = readValue(arg.type, token.text.slice(token.value! - token.from), token.value!);
  }
  const as = readAs(rest);
  const expect = readExpect(rest);
  end(rest, `${call.name} takes ${call.args.map((a) => `${a.name}=`).join(' ') || 'nothing'}`);
  return {
    process: participant, call: call.name, ...(Object.keys(args).length > 0 ? { args } : {}),
    ...(as.length === 0 ? {} : { as: as.length === 1 ? as[0]! : as }), ...(expect ? { expect } : {}),
  };
}

function callOf(platform: Platform, { text, from, to }: Token): CallSpec {
  const call = findCall(platform, text);
  if (call) return call;
  throw new LineProblem(`no call is named "${text}"${didYouMean(text, performableCalls(platform))}`, from, to);
}

function argOf(call: CallSpec, token: Token, given: object): ArgSpec {
  const name = token.text.slice(0, token.value! - token.from - 1);
  const arg = call.args.find((a) => a.name === name) ?? argumentFor(call, name);
  const to = token.value! - 1;
  if (!arg) throw new LineProblem(`${call.name} has no "${name}"${didYouMean(name, call.args.map((a) => a.name))}`, token.from, to);
  if (Object.hasOwn(given, arg.name)) throw new LineProblem(`"${name}" is given twice`, token.from, to);
  return arg;
}

function readMessage(rest: Token[], at: Token): ScenarioStep {
  const message = need(rest, at, 'the value to send, $name or text in quotes,');
  const from = need(rest, message, 'the sender');
  if (rest[0]?.text === 'to') rest.shift();
  const to = need(rest, from, 'the receiver');
  const carrier = word(rest, 'by') ? carrierOf(need(rest, to, 'ipc, pipe or file')) : 'ipc';
  const [as] = readAs(rest);
  end(rest, 'A message is "message $value from to by ipc as name"');
  return { message: unquoted(message.text, message.from), from: from.text, to: to.text, carrier, ...(as === undefined ? {} : { as }) };
}

function carrierOf({ text, from, to }: Token): 'ipc' | 'pipe' | 'file' {
  if (text === 'ipc' || text === 'pipe' || text === 'file') return text;
  throw new LineProblem(`a message goes by ipc, pipe or file, not by ${text}`, from, to);
}

function readAwait(rest: Token[], at: Token): ScenarioStep {
  const name = need(rest, at, '$name of a pending call');
  const ms = word(rest, 'within') ? need(rest, name, 'milliseconds') : null;
  if (ms && !/^\d+$/.test(ms.text)) throw new LineProblem('write a number of milliseconds here', ms.from, ms.to);
  const as = readAs(rest);
  const expect = readExpect(rest);
  end(rest, 'To await is "await $name within 5000 as name expect …"');
  return {
    await: name.text, ...(ms ? { within: Number(ms.text) } : {}), ...(as.length === 0 ? {} : { as: as.length === 1 ? as[0]! : as }),
    ...(expect ? { expect } : {}),
  };
}

function readAs(rest: Token[]): string[] {
  const as = word(rest, 'as');
  return as ? need(rest, as, 'a name for the result').text.split(',').filter((name) => name !== '') : [];
}

function readExpect(rest: Token[]): Expectation | null {
  const expect = word(rest, 'expect');
  return expect ? readExpectation(rest.splice(0), expect) : null;
}

function word(rest: Token[], text: string): Token | undefined {
  return rest[0]?.text === text ? rest.shift() : undefined;
}

function need(rest: Token[], after: Token, what: string): Token {
  const token = rest.shift();
  if (!token) throw new LineProblem(`${what} is missing`, after.from, after.to);
  return token;
}

function only(rest: Token[], after: Token, what: string): string {
  const token = need(rest, after, what);
  end(rest, `Nothing follows ${what}`);
  return token.text;
}

function end(rest: readonly Token[], hint: string): void {
  const [extra] = rest;
  if (extra) throw new LineProblem(`"${extra.text}" is not expected here. ${hint}`, extra.from, extra.to);
}

function didYouMean(word: string, known: readonly string[]): string {
  const hint = nearest(word, known);
  return hint === null ? '' : `. Did you mean "${hint}"?`;
}
