/** Converts a trace to each of the export formats. */
import { zipSync, strToU8 } from 'fflate';
import { generateCode } from '../../../shared/codegen/index.ts';
import type { ExportForm, ExportTheme } from '../../../shared/contract/export.ts';
import { graphFigure } from '../../../shared/graph-layout/svg/figure.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { perfettoTrace } from '../../../shared/perfetto/perfetto.ts';
import { sequenceUpTo } from '../../../shared/sequence/svg.ts';
import type { Spacing } from '../../../shared/sequence/types.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';
import { replayPage } from './html.ts';
import { pngOf } from './png.ts';

export interface ExportRequest {
  to: ExportForm;
  /** The step that a picture shows, or the last step of a sequence; the last one if absent. */
  step?: number | undefined;
  theme?: ExportTheme | undefined;
  spacing?: Spacing | undefined;
}

export interface Exported {
  /** The suggested file name. */
  file: string;
  content: string | Uint8Array;
  /** A sentence about anything that differs from the request; null if nothing does. */
  remark: string | null;
}

/** `outDir` is the build folder. @throws InputProblem if the step does not exist or has no picture, or the scenario has no C form. */
export async function exportAs(log: TraceLog, request: ExportRequest, outDir: string): Promise<Exported> {
  const step = request.step ?? log.length;
  if (step > log.length) {
    throw new InputProblem(`the trace has ${log.length} steps, not ${step}`, 'step',
      'Choose one of them, or 0 for the world before the first.');
  }
  const { theme = 'light', spacing = 'even' } = request;
  const name = fileName(log);
  switch (request.to) {
    case 'svg': return { file: `${name}.step-${step}.svg`, content: graphFigure(log, { theme, step }), remark: null };
    case 'png': {
      const { png, remark } = await pngOf(graphFigure(log, { theme, step }), outDir);
      return { file: `${name}.step-${step}.png`, content: png, remark };
    }
    case 'sequence-svg': {
      const { svg, remark } = sequenceUpTo(log, step, { theme, spacing });
      return { file: `${name}.sequence.svg`, content: svg, remark };
    }
    case 'ndjson': return { file: `${name}.handoff-trace.ndjson`, content: writeTrace(log), remark: null };
    case 'perfetto': return { file: `${name}.perfetto.json`, content: `${JSON.stringify(perfettoTrace(log))}\n`,
      remark: 'Open it at https://ui.perfetto.dev, or in chrome://tracing.' };
    case 'html':
      return { file: `${name}.html`, content: await replayPage(log, { step: request.step ?? 0, theme: request.theme ?? null }, outDir),
        remark: null };
    case 'c': {
      const { files, build, run } = generateCode(log.header.scenario);
      const all = { ...Object.fromEntries(files.map((file) => [file.name, strToU8(file.text)])),
        'build.sh': strToU8(`${['#!/bin/sh', 'set -e', ...build].join('\n')}\n`) };
      return { file: `${name}.c.zip`, content: zipSync(all, { mtime: '1980-01-01' }), remark: `Build with sh build.sh, then run ${run}.` };
    }
  }
}

/** Leaves room for an extension within a file system's limit of 255 bytes. */
const LONGEST_NAME = 120;

/** "the-second-registration-cancels-the-first" */
export function fileName(log: TraceLog): string {
  return plainName(log.header.scenario.title, 'trace');
}

/** A title as a file or folder name: letters, digits and dashes; `otherwise` if it has none of them. */
export function plainName(title: string, otherwise: string): string {
  const plain = title.toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').slice(0, LONGEST_NAME).replace(/^-|-$/g, '');
  return plain === '' ? otherwise : plain;
}
