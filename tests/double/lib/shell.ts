import { opened } from './state.ts';
import { strict } from './strict.ts';

/** `shell`: remembers what would have been opened. */
export const shell = strict('shell', {
  async openExternal(address: string): Promise<void> {
    opened.push(address);
  },
});
