/** `handoff doctor`: what works on this machine, what is missing, and how to get it. */
import type { AppService } from '../../services/app-service.ts';
import { type Check, selfCheck } from '../../services/self-check.ts';
import { noArguments, parseCommandLine } from './args.ts';
import { say, sayJson } from './output.ts';
import { line, type Shown } from './shown.ts';
import { style } from './style.ts';

/** @returns exit code 0 if at least one provider performs real calls on this machine, 1 if only the model can run. */
export async function doctorCommand(args: string[], makeService: (host: 'cli') => AppService): Promise<number> {
  const { values, positionals } = parseCommandLine('doctor', args, { json: { type: 'boolean' } });
  noArguments(positionals, 'doctor', 'The command has one option, --json.');
  const service = makeService('cli');
  try {
    const checks = await selfCheck(service);
    if (values.json) sayJson({ checks });
    else say(...checks.flatMap(linesOf));
    return checks.some(({ id, state }) => (id === 'provider-linux' || id === 'provider-winsock') && state === 'works') ? 0 : 1;
  } finally {
    await service.dispose();
  }
}

const STYLE = { works: 'good', limited: 'warn', missing: 'bad' } as const;

function linesOf({ title, state, found, get }: Check): Shown[] {
  const lines = [line`${style[STYLE[state]](state.padEnd(8))} ${title}`, line`         ${found}`];
  if (get !== null) lines.push(line`         ${style.bold('to get it:')} ${get}`);
  return lines;
}
