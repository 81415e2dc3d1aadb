import { brief } from './visible.ts';

/** A fault in something the user gave us: what is wrong, where, and what to do. Exit code 2 on the command line. */
export class InputProblem extends Error {
  override readonly name = 'InputProblem';
  /** Path of the offending value, such as `steps[3].args.s`, or a file's name. */
  readonly where: string;
  readonly todo: string;

  constructor(what: string, where: string, todo: string) {
    // All of them can repeat what was given: it is cut and made visible here, once for every face.
    super(brief(`${where}: ${what}. ${todo}`));
    this.where = where;
    this.todo = todo;
  }
}

/** `["steps", 3, "args", "s"]` as `steps[3].args.s`. */
export function pathText(path: readonly PropertyKey[]): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part}]`;
    else out += out === '' ? String(part) : `.${String(part)}`;
  }
  return out === '' ? 'the file' : out;
}
