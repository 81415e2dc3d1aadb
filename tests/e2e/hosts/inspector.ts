/** A running inspector, whatever host it has. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Double } from '../../double/client.ts';

export type HostKind = 'web' | 'double' | 'electron';

export interface Inspector {
  kind: HostKind;
  page: Page;
  /** Process id of the host: participants are its children. */
  pid: number;
  /** True when closing the page ends the host as well. */
  endsWithPage: boolean;
  /** The stand-in, for what only it can be asked. */
  double: Double | null;
  stop(): Promise<void>;
}

export const ROOT = join(import.meta.dirname, '..', '..', '..');
export const OUT = join(ROOT, 'out');
