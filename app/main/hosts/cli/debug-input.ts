/** Where the commands of `handoff debug` come from: the terminal, a file, or a pipe. Never the input of the program. */
import { constants, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { why } from '../../services/recents-and-recovery/why.ts';
import { readNamed } from './files.ts';
import { type Piece, bytesOf } from './shown.ts';

export interface DebugInput {
  /** Receives each line. */
  onLine(listener: (text: string) => void): void;
  /** Shows lines above the prompt; null: there is no terminal. */
  show: ((...lines: readonly Piece[]) => void) | null;
  close(): void;
}

const PROMPT = '(handoff) ';
/** Of a file of commands. */
const MOST_BYTES = 1 << 20;

/** The terminal of this process; null if it has none. */
export function terminalInput(): DebugInput | null {
  let fd: number;
  try {
    fd = openSync('/dev/tty', constants.O_RDWR);
  } catch {
    return null;
  }
  const [input, output] = [new ReadStream(fd), new WriteStream(openSync('/dev/tty', constants.O_WRONLY))];
  const lines = createInterface({ input, output, prompt: PROMPT, terminal: false });
  // The terminal is gone.
  for (const end of [input, output]) end.on('error', () => { lines.close(); });
  return {
    onLine(listener) { lines.on('line', (text) => { listener(text); }); },
    show: (...shown) => { output.write(`\r${shown.map((one) => `${bytesOf(one)}\n`).join('')}${PROMPT}`); },
    close() {
      lines.close();
      input.destroy();
      output.destroy();
    },
  };
}

/** @throws InputProblem for a file that cannot be read. */
export async function fileInput(name: string): Promise<DebugInput> {
  if (isPipe(name)) return pipeInput(name);
  const text = String(await readNamed(name, { most: MOST_BYTES, advice: 'Name a file or a pipe.' }));
  return {
    onLine(listener) { for (const one of text.split('\n')) listener(one); },
    show: null, close: () => undefined,
  };
}

/** It is open for writing, too: writers come and go, and the commands end with the recording. */
function pipeInput(name: string): DebugInput {
  const input = new Socket({ fd: opened(name), readable: true, writable: false });
  const lines = createInterface({ input });
  // A pipe that cannot be read brings no more commands; the calls that are held go on at their limit.
  input.on('error', () => { lines.close(); });
  return {
    onLine(listener) { lines.on('line', (text) => { listener(text); }); },
    show: null,
    close() {
      lines.close();
      input.destroy();
    },
  };
}

/** false for what cannot be read, too. */
function isPipe(name: string): boolean {
  try {
    return statSync(name).isFIFO();
  } catch {
    return false;
  }
}

function opened(pipe: string): number {
  try {
    return openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    throw new InputProblem(`the pipe cannot be opened: ${why(error as NodeJS.ErrnoException)}`, pipe, 'Name a file or a pipe.');
  }
}
