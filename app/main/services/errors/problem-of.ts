/** The one place that turns an error into a coded answer. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { ProblemCode } from '../../../shared/contract/contract.ts';
import { Cancelled } from './cancelled.ts';
import { NotPermitted } from './not-permitted.ts';
import { Refused } from './refused.ts';
import { aboutSurroundings } from './surroundings.ts';
import { Unavailable } from './unavailable.ts';

export interface Problem {
  ok: false;
  code: ProblemCode;
  message: string;
}

/** The code and the message of an error. Nothing else of it leaves this process: it can contain paths, handles and causes. */
export function problemOf(error: unknown): Problem {
  const code = codeOf(error);
  const refused = code === 'internal' ? aboutSurroundings(error) : null;
  if (refused) return { ok: false, code: 'unavailable', message: refused.text };
  return { ok: false, code, message: error instanceof Error ? error.message : 'The request failed' };
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof InputProblem) return 'bad-input';
  if (error instanceof Unavailable || error instanceof NotPermitted) return 'unavailable';
  if (error instanceof Cancelled) return 'cancelled';
  return error instanceof Refused ? 'refused' : 'internal';
}
