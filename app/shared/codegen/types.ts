/** The result of code generation: complete programs, and the lines of each step. */

export interface CodeFile {
  /** "target.c", or "handoff.h" for the shared header. */
  name: string;
  /** The process that runs the program; null for the shared header. */
  process: string | null;
  text: string;
  /** Lines of a step, both counted from 1 and inclusive; a step can have several ranges. */
  lines: readonly { step: number; from: number; to: number }[];
}

export interface Code {
  files: readonly CodeFile[];
  /** Shell commands that build the programs, one per line, run in the folder of the files. */
  build: readonly string[];
  /** The command that runs all programs, in that folder. */
  run: string;
}
