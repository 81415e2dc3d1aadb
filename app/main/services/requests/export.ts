/** Requests that export from a session. */
import type { ExportForm, ExportOutputs } from '../../../shared/contract/export.ts';
import { exportAs } from '../export/export-as.ts';
import type { SessionRegistry } from '../open-sessions/session-registry.ts';
import type { Handlers } from './handlers.ts';

const TYPES: Readonly<Record<ExportForm, string>> = {
  svg: 'image/svg+xml', png: 'image/png', 'sequence-svg': 'image/svg+xml', ndjson: 'application/x-ndjson',
  perfetto: 'application/json', html: 'text/html',
  c: 'application/zip',
};

/** `outDir` is the build folder. */
export function exportHandlers(sessions: SessionRegistry, outDir: string): Handlers<keyof ExportOutputs> {
  return {
    'session.export': async ({ session, ...request }) => {
      const { file, content, remark } = await exportAs(sessions.engine(session).log, request, outDir);
      const about = { file, remark, type: TYPES[request.to] };
      return typeof content === 'string' ? { ...about, text: content } : { ...about, base64: Buffer.from(content).toString('base64') };
    },
  };
}
