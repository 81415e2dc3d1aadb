import type { TraceLog } from '../../../shared/trace/log.ts';
export function replayPage(_log: TraceLog, _look: { step: number; theme: string | null }, _outDir: string): Promise<string> { return Promise.reject(new Error('not built yet')); }
