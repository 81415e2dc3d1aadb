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
