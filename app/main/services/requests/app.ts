/** Requests about the program, its library, and what can run here. */
import { release } from 'node:os';
import type { AppInfo } from '../../../shared/contract/contract.ts';
import type { AppOutputs } from '../../../shared/contract/app.ts';
import type { AuditLog } from '../audit/log.ts';
import type { Library } from '../library/library.ts';
import type { OpenedInbox } from '../opened-inbox/opened-inbox.ts';
import type { Providers } from '../providers/providers.ts';
import type { Handlers } from './handlers.ts';
import packageJson from '../../../../package.json' with { type: 'json' };

/** Maximum log size per answer. */
const AUDIT_BYTES = 256 * 1024;

export function appHandlers(
  host: AppInfo['host'], library: Library, providers: Providers, audit: AuditLog | null, opened: OpenedInbox | null,
): Handlers<keyof AppOutputs> {
  return {
    'app.info': () => ({
      name: packageJson.productName, version: packageJson.version, host, machine: `${process.platform} ${process.arch}, ${release()}`,
    }),
    'library.list': () => library.list(),
    'providers.list': () => providers.list(),
    'app.audit': () => audit?.read(AUDIT_BYTES) ?? { file: null, text: '', problem: null },
    'app.opened': () => opened?.take() ?? null,
  };
}
