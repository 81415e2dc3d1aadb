import { brief } from './visible.ts';

/** Invalid user input: where it is, what is wrong and how to fix it. Exit code 2 on the command line. */
export class InputProblem extends Error {
  override readonly name = 'InputProblem';
  /** Path of the offending value, such as `steps[3].args.s`, or a file's name. */
  readonly where: string;
  readonly todo: string;

  constructor(what: string, where: string, todo: string) {
    // Each part can repeat the user's text, so it is shortened and escaped here, once for every interface.
    super(brief(`${where}: ${what}. ${todo}`));
    this.where = where;
    this.todo = todo;
  }
}

/** Formats a path: `["steps", 3, "args", "s"]` becomes `steps[3].args.s`. */
export function pathText(path: readonly PropertyKey[]): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`;
    else out += out === '' ? String(part) : `.${String(part)}`;
  }
  return out === '' ? 'the file' : out;
}
