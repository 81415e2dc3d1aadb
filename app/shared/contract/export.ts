/** A session as something to keep: figures, the trace, a page that replays it, C programs. */
import { z } from 'zod';
import { sessionId } from './ids.ts';
import { request } from './request.ts';

export const EXPORT_FORMS = ['svg', 'png', 'sequence-svg', 'ndjson', 'html', 'c'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];
export type ExportTheme = 'light' | 'dark';

export const exportRequests = {
  'session.export': request({
    input: z.strictObject({
      session: sessionId,
      to: z.enum(EXPORT_FORMS),
      /** What a picture shows and how far a sequence goes; the last step when absent. */
      step: z.number().int().min(0).max(10_000_000).optional(),
      theme: z.enum(['light', 'dark']).optional(),
      spacing: z.enum(['even', 'real']).optional(),
    }),
  }),
} as const;

export interface ExportOutputs {
  'session.export': ExportedFile;
}

/** Text as it is, or bytes in base64; `remark` says what is not as asked, or what to do with it, or is null. */
export type ExportedFile = { file: string; type: string; remark: string | null } & ({ text: string } | { base64: string });
