/** A trace embedded in the page that replays it (app/renderer/replay). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compressTrace } from '../../../shared/trace/gzip.ts';
import type { TraceLog } from '../../../shared/trace/log.ts';

export interface PageOptions {
  /** The step to open at; 0 is before the first step. */
  step: number;
  /** Null follows the reader's system. */
  theme: 'light' | 'dark' | null;
}

const PLACE = '<!--trace-->';

/** `outDir` is the build folder. @throws Error if the build has no replay page. */
export async function replayPage(log: TraceLog, { step, theme }: PageOptions, outDir: string): Promise<string> {
  const template = await readFile(join(outDir, '..', 'renderer-replay', 'replay.html'), 'utf8');
  const parts = template.split(PLACE);
  if (parts.length !== 2) throw new Error('The replay page has no placeholder for the trace: run the build again');
  // Base64 contains no character with a meaning in HTML.
  const data = Buffer.from(compressTrace(log)).toString('base64').replace(/.{1,120}/g, '$&\n');
  const element = `<script type="application/x-handoff-trace" id="trace" data-step="${step}">\n${data}</script>`;
  const page = `${parts[0]}${element}${parts[1]}`;
  return theme === null ? page : page.replace('<html lang="en">', `<html lang="en" data-theme="${theme}">`);
}
