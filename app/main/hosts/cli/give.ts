/** `handoff give`: hands a socket to one of the user's processes. */
import { byteStringOf, readable } from '../../../shared/domain/bytes.ts';
import type { Holders, SocketFacts, Wanted } from '../../../shared/external-process/types.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { type Given, give } from '../../services/external-process/give.ts';
import { NotTaken, parseEndpoint } from '../../services/external-process/place.ts';
import { withTimeout } from './timeout-option.ts';
import { noArguments, parseCommandLine } from './args.ts';
import { say } from './output.ts';
import { ExitSignal } from './exit-signal.ts';

export async function giveCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('give', args, {
    pid: { type: 'string' }, to: { type: 'string' }, listen: { type: 'string' }, connect: { type: 'string' },
    keep: { type: 'boolean' }, wait: { type: 'string' },
  });
  noArguments(positionals, 'give', 'Name the place with --to.');
  if (values.to === undefined) throw new InputProblem('no place named', '--to', 'Write pipe:NAME, file:PATH or unix:PATH.');
  const place = parseEndpoint(values.to, '--to');
  const pid = pidOf(values.pid);
  const want = wantOf(values.listen, values.connect);
  const exit = new ExitSignal(values.keep !== true, () => new NotTaken('Stopped before the other process answered.'));
  const signal = withTimeout(exit.signal, values.wait, (seconds) => new NotTaken(`${place.text}: no answer within ${seconds} s.`));
  const given = await give({ pid, place, want, signal: signal.signal, onMade: printMade, onData: printData });
  signal.done();
  try {
    say(`taken by process ${given.takenBy}`);
    printHolders(await given.holders());
    await closeOnRequest(given, exit, values.keep ? 'press Ctrl-C' : 'press Enter or Ctrl-C');
  } finally {
    given.leave();
  }
  return 0;
}

async function closeOnRequest(given: Given, exit: ExitSignal, how: string): Promise<void> {
  say(`this process keeps its descriptor open: ${how} to close it`);
  const request = await exit.wait();
  given.close();
  say(`descriptor ${given.descriptor} of this process is closed`);
  // The shared socket stays open for the other process, and so does our end of the connection (S30, P1).
  if (request === 'key') await Promise.race([given.ended, new Promise((resolve) => { exit.signal.addEventListener('abort', resolve); })]);
}

function printMade(facts: SocketFacts, descriptor: number): void {
  say(`descriptor ${descriptor} of process ${process.pid}: ${factsText(facts)}`);
}

function printData(bytes: Uint8Array): void {
  say(`received "${readable(byteStringOf(bytes))}"`);
}

export function factsText({ family, type, listening, local, remote }: SocketFacts): string {
  return `${family} ${type}${listening ? ' listening' : ''}, local ${local ?? 'none'}, remote ${remote ?? 'none'}`;
}

export function printHolders({ known, note }: Holders): void {
  for (const line of known) say(`held by ${line}`);
  if (note !== null) say(`holders: ${note}`);
}

function pidOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const pid = Number(text);
  if (!/^\d+$/.test(text) || pid < 1 || pid > 0xffff_ffff) {
    throw new InputProblem(`"${text}" is not a process id`, '--pid', 'Give a whole number.');
  }
  return pid;
}

function wantOf(listen: string | undefined, connect: string | undefined): Wanted | null {
  if (listen !== undefined && connect !== undefined) {
    throw new InputProblem('--listen and --connect exclude each other', 'handoff give', 'Choose one of them.');
  }
  if (listen !== undefined) return { kind: 'listen', address: listen };
  return connect === undefined ? null : { kind: 'connect', address: connect };
}
