/** Source of `handoff record --provider winsock`. */
import { basename } from 'node:path';
import type { WindowsTarget } from '../../../../native-bridge/recorder/job.ts';
import { Recording } from '../../../shared/recording/recording.ts';
import { WinsockRun } from '../../services/recording/winsock-run.ts';
import { remark } from './output.ts';
import { CACHE_DIR, OUT_DIR } from './paths.ts';
import { type Recorded, exitCodeOf, onSignals, record, stopAfter } from './record-program.ts';

/**
 * Records a program for Windows with its children until all have ended, or a process that runs until it ends or this command gets a
 * signal; on Linux under Wine. `most`: milliseconds after which the recording ends; null: with the programs.
 */
export async function fromWindows(target: WindowsTarget, most: number | null): Promise<Recorded> {
  const source = new WinsockRun(CACHE_DIR, OUT_DIR, target);
  const what = 'pid' in target ? `process ${target.pid}` : target.command.map((part) => basename(part)).join(' ');
  const recording = new Recording(`Recording of ${what}`, undefined, true, source.system);
  source.count(recording.tally);
  remark(`handoff: recording on ${source.system.platform} with stubs`);
  // Ctrl-C is for a launched program; the recording ends with it.
  const off = onSignals(['SIGINT', 'SIGQUIT'], () => { if ('pid' in target) void source.stop(); });
  const offOthers = onSignals(['SIGTERM', 'SIGHUP'], () => { void source.stop(); });
  try {
    await record(recording, source, () => {
      if ('pid' in target) remark('handoff: attached; Ctrl-C ends the recording, and the program goes on');
      stopAfter(most, { stop: () => source.stop(), over: source.ended.then(() => undefined) });
    });
  } finally {
    off();
    offOthers();
  }
  return { log: recording.finish(source.id, source.loss), source, end: 'pid' in target ? null : exitCodeOf(await source.ended) };
}
