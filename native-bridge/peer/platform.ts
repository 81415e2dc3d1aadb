import type { PlatformCalls } from './platform-calls.ts';
import { linuxCalls } from './platform-linux.ts';
import { winsockCalls } from './platform-winsock.ts';

/** The calls of this process's system. @throws Error on an unsupported system. */
export function platformCalls(): PlatformCalls {
  if (process.platform === 'win32') return winsockCalls;
  if (process.platform === 'linux') return linuxCalls;
  throw new Error(`No socket calls are known for ${process.platform}: use Linux, Windows, or Wine`);
}
