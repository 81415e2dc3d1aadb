/** Parses command lines; each problem is one clear message. */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../../../shared/base/nearest.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';

/** @returns the options and the remaining arguments. @throws InputProblem for unknown options and missing values. */
export function parseCommandLine<T extends NonNullable<ParseArgsConfig['options']>>(command: string, args: string[], options: T) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /'(--?[\w-]+)/.exec(message)?.[1];
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' && message.includes('ambiguous')) {
      throw new InputProblem(
        `${option} has no value, or a value that begins with a dash`,
        `handoff ${command}`,
        `For such a value, write ${option}=-VALUE.`,
      );
    }
    const [what] = message.split('. ');
    const hint = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && option ? nearest(option, Object.keys(options).map((name) => `--${name}`))
      : null;
    throw new InputProblem(what!, `handoff ${command}`,
      `${hint ? `Did you mean ${hint}? ` : ''}"handoff help ${command}" lists the options.`);
  }
}

/** The only argument of a command. `missing`: the end of "no trace given". @throws InputProblem if there is none, or more. */
export function onlyArgument([first, ...more]: readonly string[], missing: string, command: string, advice: string): string {
  if (first === undefined) throw new InputProblem(`no ${missing}`, `handoff ${command}`, advice);
  if (more.length > 0) throw new InputProblem(`more than one ${missing}`, `handoff ${command}`, advice);
  return first;
}

/** @throws InputProblem if the command line has arguments beside its options. */
export function noArguments([first]: readonly string[], command: string, advice: string): void {
  if (first !== undefined) throw new InputProblem(`"${first}" is an unknown argument`, `handoff ${command}`, advice);
}

/** The value of an option with fixed values; `what` precedes a wrong one. @throws InputProblem for another, or without one. */
export function oneOf<T extends string>(option: string, value: string | undefined, known: readonly T[], what = ''): T {
  const found = known.find((item) => item === value);
  if (found !== undefined) return found;
  throw new InputProblem(value === undefined ? `${option} is missing` : `unknown ${what}"${value}"`, option, `Known: ${known.join(', ')}.`);
}
