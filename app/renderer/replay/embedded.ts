/** The trace embedded in this page. */
import { openTrace } from '../../shared/trace/gzip.ts';
import type { TraceLog } from '../../shared/trace/log.ts';
import { strings } from './strings.ts';

export interface Embedded {
  log: TraceLog;
  damage: string | null;
  /** The step to open at. */
  step: number;
}

/** @throws InputProblem if there is none, or it cannot be read. */
export function embeddedTrace(): Embedded {
  const element = document.getElementById('trace');
  const bytes = Uint8Array.from(atob((element?.textContent ?? '').trim()), (char) => char.charCodeAt(0));
  return { ...openTrace(bytes, strings.source), step: Number(element?.dataset['step'] ?? 0) };
}
