/** `handoff watch`: prints each change at a port, who made it, and with which call. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import type { Capture } from '../../../shared/live/capture.ts';
import { type PortChange, portChanges, portChangeText, portState, refusedBinds, type SeenCall } from '../../../shared/live/port-changes.ts';
import { isConnection, whoRows, type WhoTarget, whoTarget } from '../../../shared/live/who.ts';
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

export async function watchCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('watch', args,
    { json: { type: 'boolean' }, tier: { type: 'string' }, every: { type: 'string' }, all: { type: 'boolean' } });
  const target = targetOf(onlyArgument(positionals, 'port given', 'watch', 'Name one port: handoff watch 8080'));
  const [tier, everyMs] = [tierOf(values.tier), everyOf(values.every ?? '0.2')];
  const exit = new ExitSignal(false, () => new Error('Stopped'));
  const scanner = openScanner(OUT_DIR);
  const source = tier === 'proc' ? { why: 'The /proc tier was asked for.' } : await openCalls();
  if ('why' in source) remark(line`handoff: the calls behind the changes are not shown. ${source.why}`);
  const calls: CallSource | null = 'why' in source ? null : source;
  const rowsOf = (c: Capture) => whoRows(c, target).filter((s) => values.all || !isConnection(c, s));
  const print = (at: number, changes: readonly PortChange[]) => { for (const change of changes) tell(change, at, values.json ?? false); };
  const stopped = exit.wait();
  try {
    let last = await scanner.scan({ tier });
    print(last.header.startedAt, portState(last, rowsOf(last)));
    // A call is in the list after its effect can be seen, so those of the interval before count too.
    let earlier: SeenCall[] = [];
    while (await Promise.race([stopped, pause(everyMs)]) === null) {
      const capture = await Promise.race([stopped, scanner.scan({ tier })]);
      if (typeof capture === 'string') break;
      const fresh = calls?.take() ?? [];
      print(capture.header.startedAt, [...target.port === null ? [] : refusedBinds(capture, target.port, fresh),
        ...portChanges(last, rowsOf(last), capture, rowsOf(capture), [...earlier, ...fresh])]);
      [last, earlier] = [capture, fresh];
    }
    return 0;
  } finally {
    calls?.close();
    await scanner.close();
  }
}

function targetOf(text: string): Target {
  const target = whoTarget(text);
  if (target && target.kind !== 'path') return target;
  throw new InputProblem(`"${text}" is not a port or address`, 'handoff watch',
    'Write 8080, 127.0.0.1:8080 or [::1]:80. For other sockets, run handoff scan --watch with a filter.');
}

function tell(change: PortChange, captured: number, json: boolean): void {
  const at = change.call?.at ?? captured;
  if (json) sayJson({ at, ...change });
  else say(line`${style.dim(new Date(at).toISOString())} ${portChangeText(change, (result) => errorName('linux', -result))}`);
}
