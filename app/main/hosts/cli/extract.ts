/** `handoff extract`: a scenario from a recording, run on the model and on Linux right away. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { extract } from '../../../shared/recording/extract/extract.ts';
import { isSessionEvent, sessionOf, stateAfterEvent } from '../../../shared/contract/session-state.ts';
import { parseScenario } from '../../../shared/scenario/check.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import { openTrace } from '../../../shared/trace/gzip.ts';
import { Unavailable } from '../../services/errors/unavailable.ts';
import type { AppService } from '../../services/app-service.ts';
import { onlyArgument, parseCommandLine } from './args.ts';
import { aboutLarger, readNamed, readableBytes } from './files.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { complain, remark, say, writeContent } from './output.ts';
import { line } from './shown.ts';

export async function extractCommand(args: string[], makeService: (host: 'cli') => AppService): Promise<number> {
  const { values, positionals } = parseCommandLine('extract', args, { socket: { type: 'string' }, out: { type: 'string', short: 'o' } });
  const file = onlyArgument(positionals, 'trace given', 'extract', 'Name one trace of "handoff record".');
  if (values.socket === undefined || !/^\d{1,9}$/.test(values.socket))
    throw new InputProblem('no socket named', '--socket', 'Give the number that "handoff record" shows after #.');
  if (values.out === undefined)
    throw new InputProblem('no place for the scenario named', '--out', 'Name a file, or - for the standard output.');
  if (values.out !== '-') checkOutlet(values.out, 'the scenario');
  const most = readableBytes();
  const bytes = await readNamed(file, { most, advice: 'Name a trace of "handoff record".', larger: aboutLarger(most) });
  const { log, damage } = openTrace(bytes, file, most);
  if (damage !== null) complain(damage);
  if (!log.header.recording) throw new InputProblem('it is no recording', file, 'A trace of "handoff run" contains its scenario already.');
  const { scenario, differences } = extract(log, `socket:${values.socket}`);
  const text = `${JSON.stringify(scenario, null, 2)}\n`;
  const checked = checkedOf(text, values.socket);
  if (values.out === '-') writeContent(text);
  else await writeOut(values.out, text, 'the scenario');
  const tell = values.out === '-' ? remark : say;
  tell(line`${scenario.steps.length} steps of ${scenario.processes.map(({ name }) => name).join(', ')}`);
  for (const difference of differences) tell(difference);
  return runBoth(checked, makeService, tell);
}

/** @throws InputProblem if the recording has too little of the story: the user's trace is valid, and this scenario is not. */
function checkedOf(text: string, socket: string): Scenario {
  try {
    return parseScenario(text, 'the extracted scenario');
  } catch (error) {
    if (!(error instanceof InputProblem)) throw error;
    throw new InputProblem(`socket #${socket} cannot be extracted: ${error.message.replace(/\.$/, '')}`, 'handoff extract',
      'Step through the trace in the window.');
  }
}

/** @returns 1 if the scenario does not end as the recording on one of them. */
async function runBoth(scenario: Scenario, makeService: (host: 'cli') => AppService, tell: typeof say): Promise<number> {
  const service = makeService('cli');
  let code = 0;
  try {
    for (const provider of process.platform === 'linux' ? ['model', 'linux'] as const : ['model'] as const) {
      const opened = await service.request('session.open',
        { provider, scenario: { text: JSON.stringify(scenario), file: 'the extracted scenario' } });
      if (!opened.ok) throw new Unavailable(opened.message);
      let { state } = opened.value;
      const { session } = state;
      service.onEvent((event) => {
        if (isSessionEvent(event) && sessionOf(event) === session) state = stateAfterEvent(state, event) ?? state;
      });
      const unmet: number[] = [];
      while (state.status === 'ready' && state.performed < state.planned) {
        const before = state.unmet;
        const answer = await service.request('session.step', { session });
        if (!answer.ok) throw new Error(answer.message);
        if (state.problem !== null) throw new Error(state.problem);
        if (state.unmet > before) unmet.push(state.performed);
      }
      tell(line`${provider}: ${state.performed} steps, unmet ${state.unmet}, divergences ${state.divergences}`);
      for (const n of unmet) tell(line`  step ${n} does not end as in the recording: ${stepText(scenario.steps[n - 1])}`);
      if (state.unmet > 0 || state.divergences > 0) code = 1;
      await service.request('session.close', { session });
    }
  } finally {
    await service.dispose();
  }
  return code;
}

/** "main sendmsg". */
function stepText(step: Scenario['steps'][number] | undefined): string {
  return step && 'call' in step ? `${step.process} ${step.call}` : 'an end';
}
