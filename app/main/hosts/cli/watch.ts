/** `handoff watch`: prints each change at a port, who made it, and with which call. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Capture } from '../../../shared/live/capture.ts';
import type { SeenCalls } from '../../../shared/live/port-causes.ts';
import { portChangeText } from '../../../shared/live/port-change-text.ts';
import { type PortChange, portChanges, portState, refusedBinds } from '../../../shared/live/port-changes.ts';
import { isConnection, isOf, whoRows, type WhoTarget, whoTarget } from '../../../shared/live/who.ts';
import { plural } from '../../../shared/format/values.ts';
import { errorName } from '../../../shared/calls/errors.ts';
import { type CallSource, openCalls } from '../../services/live/calls.ts';
import { openScanner } from '../../services/live/scanner.ts';
import { onlyArgument, parseCommandLine } from './args.ts';
import { everyOf, pause } from './every-option.ts';
import { ExitSignal } from './exit-signal.ts';
import { remark, say, sayJson } from './output.ts';
import { OUT_DIR } from './paths.ts';
import { line } from './shown.ts';
import { style } from './style.ts';
import { tierOf } from './tier.ts';

type Target = Exclude<WhoTarget, { kind: 'path' }>;

/** Milliseconds after a capture until the calls behind its changes have returned, and until the next one if changes wait for it. */
const [SETTLES, SOON] = [20, 50];
/** Milliseconds that the last capture, after a signal, can take. */
const LAST = 500;

export async function watchCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('watch', args,
    { json: { type: 'boolean' }, tier: { type: 'string' }, every: { type: 'string' }, all: { type: 'boolean' } });
  const target = targetOf(onlyArgument(positionals, 'port given', 'watch', 'Name one port: handoff watch 8080'));
  const [tier, everyMs, json] = [tierOf(values.tier), everyOf(values.every ?? '0.2'), values.json ?? false];
  const exit = new ExitSignal(false, () => new Error('Stopped'));
  const scanner = openScanner(OUT_DIR);
  const source = tier === 'proc' ? { why: 'The /proc tier was asked for.' } : await openCalls();
  if ('why' in source) remark(line`handoff: the calls behind the changes are not shown. ${source.why}`);
  const calls: CallSource | null = 'why' in source ? null : source;
  const rowsOf = (c: Capture) => whoRows(c, target).filter((s) => values.all || !isConnection(c, s));
  const stopped = exit.wait();
  const refused = (c: Capture, seen: SeenCalls) => refusedBinds(c, (address) => isOf(address, target), seen.calls);
  /** Changes after the start of the last capture: what came before them can be in the next one. */
  let waiting: Timed[] = [];
  let inAll = () => {};
  let over = false;
  try {
    let last = await scanner.scan({ tier });
    for (const change of portState(last, rowsOf(last))) tell({ at: last.header.startedAt, change }, json);
    // The effect of a call can be seen before it is in the list, or after: those of the interval before count too.
    let earlier = calls?.take() ?? NO_CALLS;
    waiting = timed(0, refused(last, earlier)).filter(({ at }) => at > last.header.startedAt);
    let [lost, told] = [0, 0];
    const warn = (more: number) => {
      lost += more;
      if (told > 0 || lost === 0) return;
      told = lost;
      remark(line`handoff: ${plural(lost, 'call was', 'calls were')} lost. Refused binds can be missing.`);
    };
    warn(earlier.lost);
    inAll = () => { if (lost > told) remark(line`handoff: ${lost} calls were lost in all.`); };
    const look = async () => {
      const capture = await scanner.scan({ tier });
      if (calls) await pause(SETTLES);
      if (over) return;
      const fresh = calls?.take() ?? NO_CALLS;
      warn(fresh.lost);
      const seen = { calls: [...earlier.calls, ...fresh.calls], lost: earlier.lost + fresh.lost };
      const { startedAt } = capture.header;
      const changes = [...portChanges(last, rowsOf(last), capture, rowsOf(capture), seen), ...refused(capture, fresh)];
      const all = [...waiting, ...timed(startedAt, changes)].sort((a, b) => a.at - b.at);
      waiting = all.filter(({ at, change }) => at > startedAt || (at === startedAt && change.call !== null));
      for (const change of all) if (!waiting.includes(change)) tell(change, json);
      [last, earlier] = [capture, fresh];
    };
    let looking = Promise.resolve();
    const next = () => { looking = looking.then(look); return looking; };
    while (await Promise.race([stopped, pause(waiting.length > 0 ? SOON : everyMs)]) === null) await Promise.race([stopped, next()]);
    // What happened since the last capture.
    await Promise.race([next(), pause(LAST)]);
    looking.catch(() => {});
    return 0;
  } finally {
    over = true;
    for (const change of waiting) tell(change, json);
    inAll();
    calls?.close();
    await scanner.close();
  }
}

interface Timed { at: number; change: PortChange }
const NO_CALLS: SeenCalls = { calls: [], lost: 0 };

/** Each with the time of its call, else of the capture that shows it. */
const timed = (captured: number, changes: readonly PortChange[]): Timed[] =>
  changes.map((change) => ({ at: change.call?.at ?? captured, change }));

function targetOf(text: string): Target {
  const target = whoTarget(text);
  if (target && target.kind !== 'path') return target;
  throw new InputProblem(`"${text}" is not a port or address`, 'handoff watch',
    'Write 8080, 127.0.0.1:8080 or [::1]:80. For other sockets, run handoff scan --watch with a filter.');
}

function tell({ at, change }: Timed, json: boolean): void {
  const whole = change.call && { ...change.call, at: Math.floor(change.call.at) };
  if (json) sayJson({ at: Math.floor(at), ...change, call: whole });
  else say(line`${style.dim(new Date(at).toISOString())} ${portChangeText(change, (result) => errorName('linux', -result))}`);
}
