/** The trace that was put into this page. */
import { openTrace } from '../../shared/trace/gzip.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import { strings } from './strings.ts';

export interface Embedded {
  log: TraceLog;
  damage: string | null;
  /** Where the page opens. */
  step: number;
}

/** @throws InputProblem when there is none, or one that cannot be read. */
export function embeddedTrace(): Embedded {
  const element = document.getElementById('trace');
  const bytes = Uint8Array.from(atob((element?.textContent ?? '').trim()), (char) => char.charCodeAt(0));
  return { ...openTrace(bytes, strings.source), step: Number(element?.dataset['step'] ?? 0) };
}
