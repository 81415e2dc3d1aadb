/**
 * The one gate to the services. Every request passes it, whichever transport carries it (IPC, WebSocket, command line):
 * the name must be in the contract, the input must match its schema, and only coded answers are returned.
 */
import type { z } from 'zod';
import {
  inputSchema, requests, type Answer, type HostEvent, type Input, type ProblemCode, type RequestName,
} from '../../shared/contract/contract.ts';
import { pathText } from '../../shared/base/input-problem.ts';
import { brief } from '../../shared/base/visible.ts';

/** What the gate needs from the services; hosts add what they use themselves. */
export interface Requests {
  /** Never rejects: the services turn every failure into a coded answer. */
  request<K extends RequestName>(name: K, input: Input<K>): Promise<Answer<K>>;
}

/** The services from a host's point of view. */
export interface HostedService extends Requests {
  onEvent(listener: (event: HostEvent) => void): () => void;
}

export type AnyAnswer = Answer<RequestName>;

/** Validates a request and performs it. Never rejects, for any `name` and `input`. */
export async function answer(service: Requests, name: unknown, input: unknown): Promise<AnyAnswer> {
  if (!isRequestName(name)) return refusal(`There is no request ${shown(name)}`);
  const checked = checkedInput(name, input);
  return 'input' in checked ? onlyTheAnswer(await service.request(name, checked.input)) : checked;
}

function checkedInput<K extends RequestName>(name: K, input: unknown): { input: Input<K> } | AnyAnswer {
  try {
    const parsed = inputSchema(name).safeParse(input);
    return parsed.success ? { input: parsed.data as Input<K> } : problem('bad-input', faultText(name, parsed.error));
  } catch (thrown) {
    // An input that is an object of this process can have getters that throw.
    return problem('internal', thrown instanceof Error ? thrown.message : 'The request failed');
  }
}

/** The answer to an unauthorized request. `reason` is a sentence without its full stop. */
export function refusal(reason: string): AnyAnswer {
  return problem('refused', reason);
}

/** True for the names of the contract, not for inherited properties of an object. */
export function isRequestName(name: unknown): name is RequestName {
  return typeof name === 'string' && Object.hasOwn(requests, name);
}

function problem(code: ProblemCode, message: string): AnyAnswer {
  return { ok: false, code, message: brief(message) };
}

function onlyTheAnswer(given: AnyAnswer): AnyAnswer {
  return given.ok ? { ok: true, value: given.value } : problem(given.code, given.message);
}

type Issue = z.core.$ZodIssue;

function faultText(name: RequestName, error: z.ZodError): string {
  const { path, message } = deepest(error.issues, []);
  const where = path.length === 0 ? 'the input' : pathText(path);
  return `${name}: ${where}: ${message}`;
}

/** The most deeply nested issue; in a union, that of the most likely branch. */
function deepest(issues: readonly Issue[], above: readonly PropertyKey[]): { path: readonly PropertyKey[]; message: string } {
  let best: { path: readonly PropertyKey[]; message: string } = { path: above, message: 'Invalid input' };
  for (const issue of issues) {
    const path = [...above, ...issue.path];
    const branches = issue.code === 'invalid_union' ? issue.errors.map((branch) => deepest(branch, path)) : [];
    for (const found of [{ path, message: issue.message }, ...branches]) {
      if (found.path.length > best.path.length || best.message === 'Invalid input') best = found;
    }
  }
  return best;
}

/** A name from outside, short and plain enough to repeat in a message. */
function shown(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name.slice(0, 64)) : `of type ${typeof name}`;
}
