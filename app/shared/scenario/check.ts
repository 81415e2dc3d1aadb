/**
 * Reads a scenario: first the shape, then the meaning (calls, processes, names, received blobs). The first error
 * stops it with a message that contains the path of the value; nothing has been performed by then.
 */
import type { z } from 'zod';
import { SCENARIO } from '../base/limits.ts';
import { type Scenario, type ScenarioStep, scenarioSchema } from './format.ts';
import { StepChecks } from './check-steps.ts';
import { InputProblem, pathText } from '../base/input-problem.ts';

/** First byte of a gzipped file. */
const GZIP_SIGN = 0x1f;

/** Text of a file to a checked scenario. `file` names it in messages. */
export function parseScenario(text: string, file: string): Scenario {
  if (text.length > SCENARIO.characters) {
    throw new InputProblem(`a scenario has at most ${SCENARIO.characters} characters, and this one has ${text.length}`, file,
      'Split it, or shorten its data.');
  }
  if (text.trim() === '') throw new InputProblem('the file is empty', file, 'Name a scenario.');
  // A trace has one JSON value per line; its first says what it is. A packed one starts with the sign of gzip.
  if (text.charCodeAt(0) === GZIP_SIGN || /^\s*\{"format":"handoff-trace\//.test(text))
    throw new InputProblem('this is a trace, not a scenario', file, 'Open it in the window, or with "handoff export".');
  // Of an image or an archive, decoded as text, many characters are replaced.
  if (/[\0\ufffd]/.test(text.slice(0, 1000))) {
    throw new InputProblem('this is not a text file', file, 'Open a scenario (JSON) or a trace (NDJSON).');
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new InputProblem(`not JSON (${withLine((error as Error).message, text)})`, file, 'Save it as JSON in UTF-8.');
  }
  return checkScenario(json);
}

export function checkScenario(json: unknown): Scenario {
  checkSizes(json);
  checkStepShapes(json);
  const parsed = scenarioSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    throw new InputProblem(plainText(issue), pathText(issue.path), 'The format is described in assets/schema/handoff-scenario-1.json.');
  }
  const checks = new StepChecks(parsed.data);
  for (const [i, step] of parsed.data.steps.entries()) checks.check(step, `steps[${i}]`);
  return parsed.data;
}

/** The position in an error of JSON.parse as line and column, both from 1. */
function withLine(message: string, text: string): string {
  return message.replace(/at position (\d+)(?: \(line \d+ column \d+\))?/, (_, position: string) => {
    const before = text.slice(0, Number(position)).split('\n');
    return `at line ${before.length}, column ${before.at(-1)!.length + 1}`;
  });
}

/** The validator's own sentence names types of JavaScript. */
function plainText({ code, message, ...issue }: z.core.$ZodIssue): string {
  if (code !== 'invalid_type') return message;
  const { expected } = issue as { expected: string };
  if (message.endsWith('received undefined')) return `it is missing; write ${KINDS_OF_VALUE.get(expected) ?? expected}`;
  return `write ${KINDS_OF_VALUE.get(expected) ?? expected} here`;
}

const KINDS_OF_VALUE: ReadonlyMap<string, string> = new Map([['array', 'a list in brackets'], ['object', 'an object in braces'],
  ['string', 'text in quotes'], ['number', 'a number'], ['boolean', 'true or false']]);

/** What is larger than a scenario can be: how large, and what to do. */
function checkSizes(json: unknown): void {
  const { steps, processes } = (json ?? {}) as { steps?: unknown; processes?: unknown };
  const count = (list: unknown) => (Array.isArray(list) ? list.length : 0);
  if (count(steps) > SCENARIO.steps) {
    throw new InputProblem(`a scenario has at most ${SCENARIO.steps} steps, and this one has ${count(steps)}`, 'steps',
      'Split it, or type further steps in the console of its session.');
  }
  if (count(processes) > SCENARIO.processes) {
    throw new InputProblem(`a scenario has at most ${SCENARIO.processes} processes, and this one has ${count(processes)}`, 'processes',
      'Leave some out, or split it into several scenarios.');
  }
}

/** A union's error names no branch; say plainly what a step can be before the schema sees it. */
function checkStepShapes(json: unknown): void {
  const steps = (json as { steps?: unknown } | null)?.steps;
  if (!Array.isArray(steps)) return;
  for (const [i, step] of steps.entries()) {
    const keys = typeof step === 'object' && step !== null ? Object.keys(step) : [];
    const kinds = ['call', 'message', 'await', 'kill'].filter((k) => keys.includes(k));
    if (kinds.length !== 1) {
      throw new InputProblem(kinds.length === 0 ? 'this step has no action' : `this step is both ${kinds.join(' and ')}`,
        `steps[${i}]`, 'A step has exactly one of "call", "message", "await", "kill".');
    }
  }
}

export type { ScenarioStep };
