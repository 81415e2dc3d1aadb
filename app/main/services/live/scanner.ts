/** The socket inventory of this machine's system. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ancestryText } from '../../../shared/live/ancestry.ts';
import type { Capture } from '../../../shared/live/capture.ts';
import { ancestryOf } from '../../../../native-bridge/linux/live/ancestry.ts';
import { type Asked, closeOnExec, commandLine, startOf } from '../../../../native-bridge/linux/live/ask.ts';
import { reservedPort } from '../../../../native-bridge/linux/live/reserved-ports.ts';
import { LinuxScanner, TierUnavailable } from '../../../../native-bridge/linux/live/scanner.ts';
import { NotPermitted } from '../errors/not-permitted.ts';
import { Unavailable } from '../errors/unavailable.ts';

export interface ScanOptions {
  tier: 'auto' | 'proc' | 'bpf';
  full?: boolean;
}

export interface Scanner {
  scan(options: ScanOptions): Promise<Capture>;
  /** Adds to the capture who reads from `rows`, and what keeps those open that have no holder. */
  lookFurther(capture: Capture, rows: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** `outDir` holds the built worker; `once`: only one capture is needed. @throws Unavailable if this system has no inventory. */
export function openScanner(outDir: string, once = false): Scanner {
  if (process.platform === 'win32') {
    return {
      async scan({ tier }) {
        if (tier !== 'auto') throw new Unavailable(`The ${tier} tier exists on Linux only. Omit --tier.`);
        // Loaded on demand, since building the schemas of its answers takes time.
        const { scanHandles } = await import('../../../../native-bridge/winsock/live/scanner.ts');
        return scanHandles(join(outDir, 'live-handles.js'));
      },
      lookFurther: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
  if (process.platform !== 'linux') throw new Unavailable(`The live inventory runs on Linux and Windows; this is ${process.platform}.`);
  const workerFile = join(outDir, 'live-worker.js');
  const scanner = new LinuxScanner({ workerFile: existsSync(workerFile) ? workerFile : null, once });
  return {
    async scan(options) {
      try {
        return await scanner.scan(options);
      } catch (error) {
        throw error instanceof TierUnavailable ? new NotPermitted(error.message) : error;
      }
    },
    lookFurther: (capture, rows) => scanner.lookFurther(capture, rows),
    close: () => scanner.close(),
  };
}

/** Queries of single processes, made when the user opens a detail; null if unknown. */
export const asks = {
  closeOnExec: (asked: Asked): boolean | null => (process.platform === 'linux' ? closeOnExec(asked) : null),
  /** Whether the process of a capture still runs. */
  isRunning: (pid: number, startedAt: number): boolean => process.platform === 'linux' && startOf(pid) === startedAt,
  reservedPort: async (port: number): Promise<string[]> => (process.platform === 'linux' ? reservedPort(port)
    : (await import('../../../../native-bridge/winsock/live/excluded-ports.ts')).excludedPort(port)),
  /** One line; "" if nothing is known. */
  ancestry(pid: number, startedAt: number): string {
    const known = process.platform === 'linux' ? ancestryOf(pid, startedAt) : null;
    return known === null ? '' : ancestryText(known);
  },
  commandLine: (pid: number, startedAt: number): string | null => (process.platform === 'linux' ? commandLine(pid, startedAt) : null),
};
