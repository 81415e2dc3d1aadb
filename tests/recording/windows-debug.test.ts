import { afterAll, describe, expect, it } from 'vitest';
import { Debugging, type Held } from '../../app/main/services/recording/debugging.ts';
import { WinsockRun } from '../../app/main/services/recording/winsock-run.ts';
import { errorNumber } from '../../app/shared/calls/errors.ts';
import { parseCondition } from '../../app/shared/recording/holds/condition.ts';
import { Recording } from '../../app/shared/recording/recording.ts';
import type { Release } from '../../app/shared/recording/source.ts';
import { sentenceText } from '../../app/shared/trace/sentence.ts';
import { WINES_HERE } from '../support/on-wine.ts';
import { CACHE, OUT } from '../support/providers.ts';
import { WindowsWorkshop, keptOnFailure } from './windows.ts';

const workshop = new WindowsWorkshop();
afterAll(() => { workshop.remove(); });

/** No test waits for it, except where a limit is what is tested. */
const LONG_MS = 60_000;
const CONTINUE: Release = { kind: 'continue' };
type Answer = (held: Held, debugging: Debugging) => void;

/** Debugs a program; each held call is answered when all threads but `busy` have ended. */
async function debug(conditions: string | readonly string[], answers: readonly Answer[], busy: number, limit = LONG_MS, program = 'held') {
  const source = new WinsockRun(CACHE, OUT, { command: await workshop.compile(program) }, 'ignore');
  const recording = new Recording('test', undefined, true, source.system);
  source.count(recording.tally);
  const [heads, how] = [[] as string[], [] as string[]];
  let threads = 0;
  const held = (): void => {
    const [first] = debugging.held;
    if (!first || threads > busy) return;
    answers[how.length]?.(first, debugging);
  };
  const debugging = new Debugging(recording, [conditions].flat().map((condition) => parseCondition(condition, 'winsock')), limit, {
    held: ({ call, why, foreseen, changes }) => {
      heads.push([call.call, why, foreseen.prediction.outcome.kind, ...changes.map(sentenceText)].join(' | '));
      held();
    },
    released: (_held, by, release) => { how.push(`${by} ${release.kind}`); },
    note: () => undefined,
  });
  source.holds.holdBefore(debugging.filters);
  debugging.begin(source.holds);
  const { sink } = debugging;
  const problem = await new Promise<string | null>((resolve, reject) => {
    debugging.onEnd = resolve;
    source.start({ ...sink, events: (batch) => {
      for (const event of batch) if (event.kind === 'found' || event.kind === 'ended') threads += event.kind === 'found' ? 1 : -1;
      sink.events(batch);
      held();
    } }).catch(reject);
  });
  expect(problem).toBeNull();
  const log = keptOnFailure(recording.finish(source.id, source.loss));
  return { log, heads, how, code: (await source.ended).code, loss: source.loss };
}

const NO_BUFFERS: Release = { kind: 'refuse', errno: errorNumber('winsock', 'WSAENOBUFS')! };
const refuse: Answer = ({ id }, debugging) => { debugging.release(id, NO_BUFFERS, 'thread'); };
const go: Answer = ({ id }, debugging) => { debugging.release(id, CONTINUE, null); };

const here = WINES_HERE.length > 0;
const title = here ? 'programs for Windows, held under Wine' : 'not run: Wine is not set up here: npm run setup -- --wine';

describe.skipIf(!here).each([title])('%s', () => {
  it('one of four threads is held while the others end; an error of the user arrives, and the next call is stepped to', async () => {
    // The first thread, which waits for the others, and the exporter.
    const { log, heads, how, code, loss } = await debug('call:WSADuplicateSocketW#1', [refuse, go], 2);
    expect(heads).toEqual([
      'WSADuplicateSocketW | call:WSADuplicateSocketW#1 | ok | socket #1 TCP is in flight.',
      'WSADuplicateSocketW | step of the thread | ok | socket #1 TCP is in flight.',
    ]);
    expect(how).toEqual(['command refuse', 'command continue']);
    expect(loss.examples).toEqual([]);
    expect(code).toBe(log.header.recording!.calls);
    const exports = [...log.steps()].filter(({ action }) => action.kind === 'call' && action.call === 'WSADuplicateSocketW');
    expect(exports.map(({ outcome, note }) => [outcome.kind === 'error' ? outcome.name : outcome.kind, note])).toEqual([
      ['WSAENOBUFS', 'Returned by the inspector: the call was not made.'], ['ok', null],
    ]);
    expect(log.steps().flatMap(({ divergences }) => divergences)).toEqual([]);
  });

  it.each(['select', 'WSAPoll'])('%s is held, with what it will find', async (call) => {
    const { heads, how, code, log } = await debug(`call:${call}#2`, [go], 1, LONG_MS, 'ready');
    expect(heads).toEqual([`${call} | call:${call}#2 | ok`]);
    expect([how, code]).toEqual([['command continue'], log.header.recording!.calls]);
  });

  it('waits for packets and events are held: an error of the user arrives, and the next wait finds what is there', async () => {
    const waits = ['GetQueuedCompletionStatus', 'GetQueuedCompletionStatusEx', 'WSAWaitForMultipleEvents'];
    const { log, heads, how, code } = await debug(waits.map((call) => `call:${call}`), waits.flatMap(() => [refuse, go]), 1, LONG_MS,
      'waits');
    // Packets of files and events that other calls set are not in the recording: the rules have no opinion.
    expect(heads).toEqual(waits.flatMap((call) => [`${call} | call:${call} | unknown`, `${call} | step of the thread | unknown`]));
    expect(how).toEqual(waits.flatMap(() => ['command refuse', 'command continue']));
    expect(code).toBe(log.header.recording!.calls);
    expect(log.steps().flatMap(({ divergences }) => divergences)).toEqual([]);
  });

  it('a held call is made when its limit has passed', async () => {
    const { how, code } = await debug('call:WSADuplicateSocketW#1', [], 0, 200);
    // The program expects an error.
    expect([how, code]).toEqual([['limit continue'], 250]);
  });
});
