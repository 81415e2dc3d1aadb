/** Exports of a session: figures, the trace, a page that replays it, C programs. */
import { z } from 'zod';
import { sessionId } from './ids.ts';
import { request } from './request.ts';

export const EXPORT_FORMS = ['svg', 'png', 'sequence-svg', 'ndjson', 'perfetto', 'html', 'c'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];
export type ExportTheme = 'light' | 'dark';

export const exportRequests = {
  'session.export': request({
    input: z.strictObject({
      session: sessionId,
      to: z.enum(EXPORT_FORMS),
      /** The step that a picture shows or a sequence ends with; the last step if absent. */
      step: z.number().int().min(0).max(10_000_000).optional(),
      theme: z.enum(['light', 'dark']).optional(),
      spacing: z.enum(['even', 'real']).optional(),
    }),
  }),
} as const;

export interface ExportOutputs {
  'session.export': ExportedFile;
}

/** Text, or bytes in base64; `remark` is a note on limits or further steps, or null. */
export type ExportedFile = { file: string; type: string; remark: string | null } & ({ text: string } | { base64: string });
