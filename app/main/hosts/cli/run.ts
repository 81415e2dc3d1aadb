/** `handoff run`: a whole scenario, printed step by step. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { HostEvent } from '../../../shared/contract.ts';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import type { AppService } from '../../services/app-service.ts';
import { Unavailable } from '../../services/providers.ts';
import { parseCommandLine } from './args.ts';
import { why } from './output.ts';
import { StepPrinter } from './print.ts';

const PROVIDERS: readonly string[] = ['model', 'winsock', 'linux'];

export async function runCommand(args: string[], makeService: (host: 'cli') => AppService): Promise<number> {
  const { values, positionals } = parseCommandLine('run', args, {
    provider: { type: 'string' }, json: { type: 'boolean' }, trace: { type: 'string' },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new InputProblem(file === undefined ? 'no scenario given' : 'more than one scenario given', 'handoff run', 'Name one file or library id.');
  }
  const provider = values.provider ?? 'model';
  if (!PROVIDERS.includes(provider)) {
    throw new InputProblem(`unknown provider "${provider}"`, '--provider', `Known: ${PROVIDERS.join(', ')}.`);
  }
  const scenario = await scenarioOf(file);
  const service = makeService('cli');
  const leave = disposeOnSignals(service);
  try {
    return await runIn(service, provider as ProviderId, scenario, values.json ?? false, values.trace);
  } finally {
    await service.dispose();
    leave();
  }
}

async function scenarioOf(file: string): Promise<{ library: string } | { text: string; file: string }> {
  try {
    return { text: await readFile(file, 'utf8'), file };
  } catch (error) {
    if (/^(winsock|linux)\/[a-z0-9-]+$/.test(file)) return { library: file };
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : `it cannot be read (${code})`;
    throw new InputProblem(why, file, 'Name a scenario file or a library id such as winsock/hand-a-connection-over.');
  }
}

async function runIn(
  service: AppService, provider: ProviderId, scenario: { library: string } | { text: string; file: string }, json: boolean, trace: string | undefined,
): Promise<number> {
  const opened = await service.request('session.open', { provider, scenario });
  if (!opened.ok) {
    if (opened.code === 'internal') throw new Error(opened.message);
    throw opened.code === 'bad-input' ? new Passed(opened.message) : new Unavailable(opened.message);
  }
  const { header, state: { session } } = opened.value;
  const printer = new StepPrinter(header, opened.value.provider.label, json);
  let steps = 0;
  service.onEvent((event: HostEvent) => {
    if (event.event !== 'session.step') return;
    steps += 1;
    printer.step(event.step satisfies Step);
  });
  let { state } = opened.value;
  while (state.status === 'ready' && state.performed < state.planned) {
    const answer = await service.request('session.step', { session });
    if (!answer.ok) throw new Error(answer.message);
    state = answer.value;
    if (state.problem !== null) throw new Error(state.problem);
  }
  if (trace !== undefined) {
    const written = await service.request('session.trace', { session });
    if (written.ok) await keep(trace, written.value);
  }
  printer.summary({ steps, met: state.met, unmet: state.unmet, divergences: state.divergences });
  return state.unmet > 0 || state.divergences > 0 ? 1 : 0;
}

/** The whole trace or none: what stood there before stays when the disk is full. */
async function keep(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  try {
    await writeFile(draft, text);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw new InputProblem(`the trace cannot be written: ${why(error as NodeJS.ErrnoException)}`, file, 'Name a file that can be written; the run itself is done.');
  }
}

/** A problem whose message is already whole. */
class Passed extends InputProblem {
  constructor(message: string) {
    super('', '', '');
    this.message = message;
  }
}

/** Ctrl-C and kill end our processes too. */
function disposeOnSignals(service: AppService): () => void {
  const stop = (signal: NodeJS.Signals) => {
    void service.dispose().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
