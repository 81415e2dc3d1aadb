/** Where the commands of `handoff debug` come from: the terminal, a file, or a pipe. Never the input of the program. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { why } from '../../services/recents-and-recovery/why.ts';
import { type Piece, bytesOf } from './shown.ts';

export interface DebugInput {
  /** Receives each line; null at the end of the commands. */
  onLine(listener: (text: string | null) => void): void;
  /** Shows lines above the prompt; null: there is no terminal. */
  show: ((...lines: readonly Piece[]) => void) | null;
  close(): void;
}

const PROMPT = '(handoff) ';

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
  return {
    onLine(listener) {
      lines.on('line', (text) => { listener(text); });
      lines.on('close', () => { listener(null); });
    },
    show: (...shown) => { output.write(`\r${shown.map((one) => `${bytesOf(one)}\n`).join('')}${PROMPT}`); },
    close() {
      lines.close();
      input.destroy();
      output.destroy();
    },
  };
}

/** @throws InputProblem for a file that cannot be read. */
export function fileInput(name: string): DebugInput {
  const fd = opened(name);
  if (fstatSync(fd).isFIFO()) return pipeInput(fd);
  const text = readFileSync(fd, 'utf8');
  closeSync(fd);
  return {
    onLine(listener) {
      for (const one of text.split('\n')) listener(one);
      listener(null);
    },
    show: null, close: () => undefined,
  };
}

/** It is open for writing, too: writers come and go, and the commands end with the recording. */
function pipeInput(fd: number): DebugInput {
  const input = new Socket({ fd, readable: true, writable: false });
  const lines = createInterface({ input });
  return {
    onLine(listener) { lines.on('line', (text) => { listener(text); }); },
    show: null,
    close() {
      lines.close();
      input.destroy();
    },
  };
}

function opened(name: string): number {
  try {
    const fd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(fd).isFIFO()) return fd;
    closeSync(fd);
    return openSync(name, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    throw new InputProblem(`it cannot be read: ${why(error as NodeJS.ErrnoException)}`, `--commands ${name}`, 'Name a file or a pipe.');
  }
}
