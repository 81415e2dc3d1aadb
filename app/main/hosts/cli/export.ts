/** `handoff export`: a trace or a scenario as a figure, a file, a page, or C programs. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateCode } from '../../../shared/codegen/index.ts';
import { EXPORT_FORMS, type ExportForm, type ExportTheme } from '../../../shared/contract/export.ts';
import { ModelProvider } from '../../../shared/model/provider.ts';
import { parseScenario } from '../../../shared/scenario/check.ts';
import type { Scenario } from '../../../shared/scenario/format.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { escapedJson } from '../../../shared/base/visible.ts';
import type { Spacing } from '../../../shared/sequence/types.ts';
import { isGzip, openTrace } from '../../../shared/trace/gzip.ts';
import { TraceLog } from '../../../shared/trace/log.ts';
import { exportAs, plainName } from '../../services/export/export-as.ts';
import { Library } from '../../services/library/library.ts';
import { SessionEngine } from '../../services/session/engine.ts';
import { oneOf, onlyArgument, parseCommandLine } from './args.ts';
import { aboutLarger, makeFolder, readNamed, readableBytes } from './files.ts';
import { isLibraryId } from './library.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { complain, remark, say, writeContent } from './output.ts';
import { ASSETS_DIR, OUT_DIR } from './paths.ts';

export async function exportCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('export', args, {
    to: { type: 'string' }, step: { type: 'string' }, theme: { type: 'string' }, spacing: { type: 'string' }, out: { type: 'string' },
  });
  const source = onlyArgument(positionals, 'trace or scenario given', 'export', 'Name one trace, scenario file or library id.');
  const to = oneOf<ExportForm>('--to', values.to, EXPORT_FORMS);
  const theme = values.theme === undefined ? undefined : oneOf<ExportTheme>('--theme', values.theme, ['light', 'dark']);
  const spacing = values.spacing === undefined ? undefined : oneOf<Spacing>('--spacing', values.spacing, ['even', 'real']);
  const step = stepOf(values.step);
  if (values.out !== undefined && values.out !== '-' && to !== 'c') checkOutlet(values.out, 'the export');
  const found = await read(source);
  if (to === 'c') return writeProgramsTo(found instanceof TraceLog ? found.header.scenario : found, values.out);
  const log = found instanceof TraceLog ? found : await performedOnModel(found);
  const { file, content, remark: note } = await exportAs(log, { to, step, theme, spacing }, OUT_DIR);
  if (note !== null) remark(note);
  const isJson = to === 'ndjson' || to === 'perfetto';
  if (values.out === '-') writeContent(isJson && typeof content === 'string' ? escapedJson(content) : content);
  else {
    await writeOut(values.out ?? file, content, 'the export');
    remark(`wrote ${values.out ?? file}`);
  }
  return 0;
}

function stepOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,8}$/.test(text)) {
    throw new InputProblem(`"${text}" is not a step number`, '--step', 'Give a step number; 0 is before the first step.');
  }
  return Number(text);
}

/** Decides by the first line whether this is a trace, else a scenario. Reports damage in a trace and uses the rest. */
async function read(source: string): Promise<TraceLog | Scenario> {
  if (isLibraryId(source) && !existsSync(source)) return new Library(ASSETS_DIR).read(source);
  const most = readableBytes();
  const bytes = await readNamed(source, {
    most, advice:
      'Name a trace, a scenario file, or a library id such as winsock/hand-a-connection-over ("handoff run --list" shows them).',
      larger: aboutLarger(most),
  });
  const text = isGzip(bytes) ? null : new TextDecoder().decode(bytes);
  // A scenario is one JSON value over many lines; a trace has its complete header on the first line.
  if (text !== null && !/^\{[^\n]*"format":"handoff-trace\//.test(text)) return parseScenario(text, source);
  const { log, damage } = openTrace(bytes, source, most);
  if (damage !== null) complain(damage);
  return log;
}

async function performedOnModel(scenario: Scenario): Promise<TraceLog> {
  remark('performed on the model: no calls were made');
  const session = await SessionEngine.open({
    scenario, providerId: 'model', makeProvider: (events) => Promise.resolve(new ModelProvider(scenario.rules, events)), clock: () => 0,
  });
  try {
    while (!session.finished) await session.step();
  } finally {
    await session.close();
  }
  return session.log;
}

async function writeProgramsTo(scenario: Scenario, out: string | undefined): Promise<number> {
  if (out === '-') throw new InputProblem('programs cannot be written to the standard output', '--out', 'Name a folder.');
  const { files, build, run } = generateCode(scenario);
  const folder = out ?? plainName(scenario.title, 'scenario');
  await makeFolder(folder, 'the folder of the programs');
  for (const { name, text } of files) await writeOut(join(folder, name), text, 'a program');
  say(`wrote ${files.map((file) => file.name).join(', ')} to ${folder}; there:`, ...[...build, run].map((command) => `  ${command}`));
  return 0;
}
