/** `handoff scan`: every socket, every holder, every watcher. */
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Capture } from '../../../shared/live/capture.ts';
import { type Comparison, compareCaptures } from '../../../shared/live/compare.ts';
import { csvLines } from '../../../shared/live/csv.ts';
import { type Filter, parseSocketFilter } from '../../../shared/live/filter.ts';
import { matching } from '../../../shared/live/match.ts';
import { socketRow } from '../../../shared/live/rows.ts';
import { captureLines, explainedLineOf, socketLineOf } from '../../../shared/live/write-file.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { visibleJson } from '../../../shared/base/visible.ts';
import { openScanner, type Scanner, type ScanOptions } from '../../services/live/scanner.ts';
import { parseCommandLine } from './args.ts';
import { everyOf, pause } from './every-option.ts';
import { aboutLarger, readNamed, readableBytes } from './files.ts';
import { printChanges, printDifference } from './live-changes.ts';
import { scanLine, unseen } from './live-text.ts';
import { checkOutlet, writeOut } from './outlet.ts';
import { complain, say, sayAll, writeAll } from './output.ts';
import { OUT_DIR } from './paths.ts';
import type { Shown } from './shown.ts';
import { style } from './style.ts';
import { tierOf } from './tier.ts';
import { ExitSignal } from './exit-signal.ts';

const TIER: Readonly<Record<Capture['header']['tier'], string>> = { bpf: 'the BPF tier', proc: 'the /proc tier',
  handles: 'the handle table' };

export type Form = 'text' | 'json' | 'ndjson' | 'csv';

const iso = (ms: number): string => new Date(ms).toISOString();

export async function scanCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine('scan', args, {
    filter: { type: 'string', multiple: true }, json: { type: 'boolean' }, ndjson: { type: 'boolean' }, csv: { type: 'boolean' },
    watch: { type: 'boolean' }, hazards: { type: 'boolean' },
    every: { type: 'string' }, tier: { type: 'string' }, save: { type: 'string' }, compare: { type: 'string' },
  });
  if (values.hazards && !values.json && !values.ndjson)
    throw new InputProblem('--hazards needs --json or --ndjson', 'handoff scan', 'For one socket, run handoff who.');
  if (values.hazards && (values.watch || values.compare !== undefined))
    throw new InputProblem('--hazards cannot be combined with --watch or --compare', 'handoff scan', 'Run two commands.');
  const filter = filterOf([...values.filter ?? [], ...positionals].join(' '));
  const form = formOf(values);
  const options: ScanOptions = { tier: tierOf(values.tier) };
  const everyMs = everyOf(values.every);
  if (values.watch && (values.save !== undefined || values.compare !== undefined)) {
    throw new InputProblem('--watch cannot be combined with --save or --compare', 'handoff scan', 'Run two commands.');
  }
  if (form === 'csv' && (values.watch || values.compare !== undefined)) {
    throw new InputProblem('--csv cannot show changes', 'handoff scan', 'Use --ndjson.');
  }
  if (values.save !== undefined) checkOutlet(values.save, 'the capture');
  // Read before the scan: an invalid file must not cost a scan.
  const earlier = values.compare === undefined ? null : await readSaved(values.compare);
  const exit = values.watch ? new ExitSignal(false, () => new Error('Stopped')) : null;
  const scanner = openScanner(OUT_DIR, !exit);
  try {
    const capture = await scanner.scan(options);
    if (values.save !== undefined) await save(capture, values.save);
    if (earlier) return printDifference(earlier, capture, narrowed(earlier, capture, filter), form);
    const rows = matching(capture, filter);
    if (values.hazards) await scanner.lookFurther(capture, [...rows]);
    await print(capture, rows, form, filter, values.hazards ? explainedLineOf : socketLineOf);
    if (exit) await watch(exit, scanner, options, { first: capture, filter, form, everyMs });
    return rows.length === 0 && !exit ? 1 : 0;
  } finally {
    await scanner.close();
  }
}

function filterOf(text: string): Filter {
  const parsed = parseSocketFilter(text);
  if (!parsed.ok) throw new InputProblem(`"${text}"`, '--filter', parsed.problem);
  return parsed.filter;
}

function formOf({ json, ndjson, csv }: { json?: boolean; ndjson?: boolean; csv?: boolean }): Form {
  const chosen = ([['json', json], ['ndjson', ndjson], ['csv', csv]] as const).filter(([, on]) => on).map(([form]) => form);
  if (chosen.length > 1) throw new InputProblem(`--${chosen.join(' and --')} exclude each other`, 'handoff scan', 'Choose one format.');
  return chosen[0] ?? 'text';
}

async function print(
  capture: Capture, rows: Uint32Array, form: Form, filter: Filter, lineOf: typeof socketLineOf,
): Promise<void> {
  if (form === 'csv') return writeAll(csvLines(capture, rows, iso));
  if (form === 'ndjson') return writeAll(ndjsonText(capture, rows, lineOf));
  if (form === 'json') return writeAll(jsonText(capture, rows, lineOf));
  const { header } = capture;
  await sayAll(linesOf(capture, rows));
  const found = filter.terms.length === 0 ? `${rows.length} sockets`
    : `${rows.length} of ${capture.sockets.length} sockets: ${filter.meaning}`;
  const took = `${header.endedAt - header.startedAt} ms by ${TIER[header.tier]}`;
  say(style.dim(`${found}; ${header.host.name}, ${iso(header.startedAt)}, ${took}. ${header.why}`),
    ...unseen(capture).map((note) => style.dim(note)));
}

function* jsonText(capture: Capture, rows: Uint32Array, lineOf: typeof socketLineOf): Generator<string> {
  yield `{"capture":${visibleJson(capture.header)},"sockets":[`;
  for (const [i, s] of rows.entries()) yield `${i === 0 ? '' : ','}${visibleJson(lineOf(capture, s))}`;
  yield ']}\n';
}

function* ndjsonText(capture: Capture, rows: Uint32Array, lineOf: typeof socketLineOf): Generator<string> {
  for (const line of captureLines(capture, rows, visibleJson, lineOf)) yield `${line}\n`;
}

function* linesOf(capture: Capture, rows: Uint32Array): Generator<Shown> {
  for (const s of rows) yield scanLine(socketRow(capture, s));
}

async function save(capture: Capture, file: string): Promise<void> {
  const text = `${[...captureLines(capture)].join('\n')}\n`;
  await writeOut(file, file.endsWith('.gz') ? gzipSync(text) : text, 'the capture');
}

async function readSaved(file: string): Promise<Capture> {
  const most = readableBytes();
  const advice = 'Name a capture that "handoff scan --save" wrote.';
  const bytes = await readNamed(file, { most, advice, larger: aboutLarger(most) });
  // Loaded on demand: building the schemas of a file takes longer than a capture.
  const [{ readCapture }, { isGzip }] = await Promise.all([import('../../../shared/live/read-file.ts'),
    import('../../../shared/trace/gzip.ts')]);
  const { capture, damage } = readCapture((isGzip(bytes) ? unpacked(bytes, file, most, advice) : bytes).toString('utf8'), file);
  if (damage !== null) complain(`handoff: ${damage}`);
  return capture;
}

function unpacked(bytes: Buffer, file: string, most: number, advice: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: most });
  } catch (error) {
    const large = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new InputProblem(
      large ? 'the unpacked content is too large' : 'the archive is damaged',
      file,
      large ? aboutLarger(most) : advice,
    );
  }
}

function narrowed(before: Capture, after: Capture, filter: Filter): Comparison {
  return compareCaptures(before, after, { before: matching(before, filter), after: matching(after, filter) });
}

interface Watch { first: Capture; filter: Filter; form: Form; everyMs: number }

/** Prints the changes between one capture and the next until a signal arrives. */
async function watch(exit: ExitSignal, scanner: Scanner, options: ScanOptions, { first, filter, form, everyMs }: Watch): Promise<void> {
  const stopped = exit.wait();
  let last = first;
  for (;;) {
    if (await Promise.race([stopped, pause(everyMs)]) !== null) return;
    const capture = await Promise.race([stopped, scanner.scan(options)]);
    if (typeof capture === 'string') return;
    const comparison = narrowed(last, capture, filter);
    if (comparison.added.length + comparison.updated.length + comparison.removed.length > 0) {
      if (form === 'text') say(style.dim(iso(capture.header.startedAt)));
      printChanges(last, capture, comparison, form);
    }
    last = capture;
  }
}
