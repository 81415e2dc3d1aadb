/**
 * Watches this process itself. `main` makes its calls here, and none of them can wait in the system (architecture,
 * "The main process performs"): should one do so all the same, no timer of this thread would ever run again. A thread
 * of its own then writes down what was being performed, and ends the process.
 */
import { Worker } from 'node:worker_threads';

/** Milliseconds of silence after which this process counts as stuck. */
const SILENCE = 60_000;
const BEAT = 500;
/** Bytes for the sequence that is being performed; the longest have some ten thousand. */
const ROOM = 1 << 18;

export interface Watched {
  /** What is written down if this is the last that was heard: the text of a file, and the file. */
  note(path: string, text: string): void;
  end(): void;
}

/** The thread's program: words[0] counts beats, words[1] is the length of the note, which is JSON. */
const PROGRAM = `
const { workerData: { shared, silence, beat } } = require('node:worker_threads');
const { mkdirSync, writeFileSync, writeSync } = require('node:fs');
const { dirname } = require('node:path');
const words = new Int32Array(shared, 0, 2);
const bytes = new Uint8Array(shared, 8);
let last = -1;
let silent = 0;
setInterval(() => {
  const now = Atomics.load(words, 0);
  silent = now === last ? silent + beat : 0;
  last = now;
  if (silent < silence) return;
  const note = JSON.parse(Buffer.from(bytes.slice(0, Atomics.load(words, 1))).toString() || 'null');
  if (note) {
    mkdirSync(dirname(note.path), { recursive: true });
    writeFileSync(note.path, note.text);
  }
  writeSync(2, 'The process that performs the calls of main has been stuck for ' + silence / 1000 + ' s. '
    + (note ? 'What it was doing is kept as ' + note.path : 'Nothing had been noted') + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, beat);
`;

/** @param silence for a test of this itself. */
export function watch(silence: number = SILENCE): Watched {
  const shared = new SharedArrayBuffer(8 + ROOM);
  const words = new Int32Array(shared, 0, 2);
  const bytes = new Uint8Array(shared, 8);
  const worker = new Worker(PROGRAM, { eval: true, workerData: { shared, silence, beat: Math.min(BEAT, silence) } });
  worker.unref();
  const timer = setInterval(() => { Atomics.add(words, 0, 1); }, Math.min(BEAT, silence) / 2);
  timer.unref();
  return {
    note: (path, text) => {
      const note = Buffer.from(JSON.stringify({ path, text }));
      if (note.length > ROOM) return;
      Atomics.store(words, 1, 0);
      bytes.set(note);
      Atomics.store(words, 1, note.length);
    },
    end: () => {
      clearInterval(timer);
      void worker.terminate();
    },
  };
}
