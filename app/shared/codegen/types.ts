/** What code generation gives: complete programs, and which lines make which step. */

export interface CodeFile {
  /** "target.c", or "handoff.h" for what the programs share. */
  name: string;
  /** The process it is the program of; null for what they share. */
  process: string | null;
  text: string;
  /** Lines, from 1, both ends included, that make a step of the scenario (from 1); a step can have several stretches. */
  lines: readonly { step: number; from: number; to: number }[];
}

export interface Code {
  files: readonly CodeFile[];
  /** Commands that build the programs, one a line of a shell, in the folder of the files. */
  build: readonly string[];
  /** The command that runs them all, in that folder. */
  run: string;
}
