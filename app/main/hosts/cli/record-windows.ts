/** Source of `handoff record --provider winsock`. */
import { basename } from 'node:path';
import { Recording } from '../../../shared/recording/recording.ts';
import { WinsockRun } from '../../services/recording/winsock-run.ts';
import { remark } from './output.ts';
import { CACHE_DIR, OUT_DIR } from './paths.ts';
import { type Recorded, exitCodeOf, onSignals, record } from './record-program.ts';

/** Records a program for Windows with its children until all have ended; on Linux under Wine. */
export async function fromWindowsProgram(command: readonly string[]): Promise<Recorded> {
  const source = new WinsockRun(CACHE_DIR, OUT_DIR, command);
  const recording = new Recording(`Recording of ${command.map((part) => basename(part)).join(' ')}`, undefined, true, source.system);
  source.count(recording.tally);
  remark(`handoff: recording on ${source.system.platform} with stubs`);
  // Ctrl-C is for the program; the recording ends with it.
  const off = onSignals(['SIGINT', 'SIGQUIT'], () => undefined);
  const offOthers = onSignals(['SIGTERM', 'SIGHUP'], () => { void source.stop(); });
  try {
    await record(recording, source);
  } finally {
    off();
    offOthers();
  }
  return { log: recording.finish(source.id, source.loss), source, end: exitCodeOf(await source.ended) };
}
