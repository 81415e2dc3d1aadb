/** What a recording is called, and how its program ended, as text. */
import { basename } from 'node:path';
import { joinCommand } from '../../../shared/base/command-line.ts';
import type { RecordingState } from '../../../shared/contract/recording.ts';
import type { ProgramEnd } from '../recording/program-end.ts';
import type { Plan } from './questions.ts';

/** "nginx -g daemon off;", or "nginx (812)" for a process that runs. */
export function titleOf({ target }: Plan): string {
  if ('pid' in target) return `${target.name} (${target.pid})`;
  const [program = '', ...args] = target.command;
  return joinCommand([basename(program), ...args]);
}

/** How a launched program ended. One that runs on has no end, and did not fail. */
export function endOf({ code, signal }: ProgramEnd): Pick<RecordingState, 'end' | 'failed'> {
  if (code !== null) return { end: `exited with code ${code}`, failed: code !== 0 };
  return signal === null ? { end: null, failed: false } : { end: `ended by ${signal}`, failed: true };
}
