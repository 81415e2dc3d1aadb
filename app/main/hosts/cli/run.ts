/** `handoff run`: performs a whole scenario and prints each step. */
import { existsSync } from 'node:fs';
import type { HostEvent, Input } from '../../../shared/contract/contract.ts';
import { untriedWine } from '../../../shared/domain/platform.ts';
import { parsePermit } from '../../../shared/reach/permit.ts';
import { isSessionEvent, stateAfterEvent } from '../../../shared/contract/session-state.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import type { AppService } from '../../services/app-service.ts';
import { NotOpened } from '../../services/errors/not-opened.ts';
import { Unavailable } from '../../services/errors/unavailable.ts';
import { oneOf, onlyArgument, parseCommandLine } from './args.ts';
import { SCENARIO_BYTES, readNamed } from './files.ts';
import { isLibraryId, listLibrary } from './library.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { StepPrinter } from './print.ts';

const PROVIDERS: readonly ProviderId[] = ['model', 'winsock', 'linux'];

export async function runCommand(args: string[], makeService: (host: 'cli') => AppService): Promise<number> {
  const { values, positionals } = parseCommandLine('run', args, {
    provider: { type: 'string' }, json: { type: 'boolean' }, allow: { type: 'string', multiple: true }, trace: { type: 'string' },
    list: { type: 'boolean' },
  });
  if (values.list) return listLibrary(positionals);
  const file = onlyArgument(positionals, 'scenario given', 'run',
    'Name one file or library id; "handoff run --list" shows the library.');
  const provider = oneOf('--provider', values.provider ?? 'model', PROVIDERS, 'provider ');
  for (const permit of values.allow ?? []) parsePermit(permit);
  if (values.trace !== undefined) checkOutlet(values.trace, 'the trace');
  const scenario = await scenarioOf(file);
  const service = makeService('cli');
  try {
    return await runIn(service, { provider, scenario, ...(values.allow ? { allow: values.allow } : {}) },
      values.json ?? false, values.trace);
  } finally {
    await service.dispose();
  }
}

async function scenarioOf(file: string): Promise<{ library: string } | { text: string; file: string }> {
  // A file takes precedence over a library id of the same name.
  if (isLibraryId(file) && !existsSync(file)) return { library: file };
  const bytes = await readNamed(file, {
    most: SCENARIO_BYTES,
    advice: 'Name a scenario file, or a library id such as winsock/hand-a-connection-over ("handoff run --list" shows them).',
    larger: 'A scenario is smaller.',
  });
  return { text: bytes.toString('utf8'), file };
}

async function runIn(
  service: AppService, input: Input<'session.open'>, json: boolean, trace: string | undefined,
): Promise<number> {
  const opened = await service.request('session.open', input);
  if (!opened.ok) {
    if (opened.code === 'internal') throw new NotOpened(`cannot open the session: ${opened.message.replace(/\.?$/, '.')}`);
    throw new Unavailable(opened.message);
  }
  const { header, state: { session } } = opened.value;
  const printer = new StepPrinter(header, opened.value.provider.label, json);
  let { state } = opened.value;
  let steps = 0;
  service.onEvent((event: HostEvent) => {
    if (!isSessionEvent(event)) return;
    state = stateAfterEvent(state, event) ?? state;
    if (event.event !== 'session.step') return;
    steps += 1;
    printer.step(event.step satisfies Step);
  });
  while (state.status === 'ready' && state.performed < state.planned) {
    const answer = await service.request('session.step', { session });
    if (!answer.ok) throw new Error(answer.message);
    if (state.problem !== null) throw new Error(state.problem);
  }
  // A signal has closed the session and is about to end the program.
  if (state.status === 'closed') return 1;
  if (trace !== undefined) {
    const written = await service.request('session.trace', { session });
    if (written.ok) await writeOut(trace, written.value, 'the run is done, but the trace');
  }
  printer.summary({ steps, met: state.met, unmet: state.unmet, divergences: state.divergences, provider: header.provider,
    platform: header.platform, note: untriedWine(header.platform) });
  return state.unmet > 0 || state.divergences > 0 ? 1 : 0;
}
