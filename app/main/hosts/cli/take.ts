/** `handoff take`: waits for a socket from another process, and prints what arrived. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { NotTaken, parseEndpoint } from '../../services/external-process/place.ts';
import { take } from '../../services/external-process/take.ts';
import { noArguments, parseCommandLine } from './args.ts';
import { factsText, printHolders } from './give.ts';
import { withTimeout } from './timeout-option.ts';
import { say } from './output.ts';
import { ExitSignal } from './exit-signal.ts';

export async function takeCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('take', args,
    { from: { type: 'string' }, keep: { type: 'boolean' }, wait: { type: 'string' } });
  noArguments(positionals, 'take', 'Name the place with --from.');
  if (values.from === undefined) throw new InputProblem('no place named', '--from', 'Write pipe:NAME, file:PATH or unix:PATH.');
  const place = parseEndpoint(values.from, '--from');
  const exit = new ExitSignal(values.keep !== true, () => new NotTaken('Stopped before a socket arrived.'));
  const signal = withTimeout(exit.signal, values.wait, (seconds) => new NotTaken(`${place.text}: no socket arrived within ${seconds} s.`));
  const taken = await take(place, () => { say(`process ${process.pid} waits at ${place.text}`); }, signal.signal);
  signal.done();
  try {
    say(`descriptor ${taken.descriptor}${taken.from === null ? '' : ` from process ${taken.from}`}: ${factsText(taken.facts)}`);
    printHolders(await taken.holders());
    await exit.wait();
  } finally {
    taken.close();
  }
  say(`descriptor ${taken.descriptor} is closed`);
  return 0;
}
