/** Files and links that the system opened with this program. They wait until the page asks for them. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Opened } from '../../../shared/contract/app.ts';
import { parseDeepLink } from '../../../shared/contract/deep-link.ts';

/** The most that a page can receive in one answer. */
const MOST_BYTES = 8 * 1024 * 1024;
const MOST_WAITING = 8;
const GZIP = [0x1f, 0x8b];

export class OpenedInbox {
  #waiting: Opened[] = [];
  #arrived: () => void = () => {};

  /** Called after each arrival. */
  onArrival(listener: () => void): void {
    this.#arrived = listener;
  }

  /** Removes and returns the next item, or null. */
  take(): Opened | null {
    return this.#waiting.shift() ?? null;
  }

  /** Adds a file by path, or a link by its scheme. An error is queued as a problem for the page to show. */
  async open(what: string): Promise<Opened> {
    const opened = /^handoff:/i.test(what) ? linkOf(what) : await fileOf(what);
    if (this.#waiting.length >= MOST_WAITING) this.#waiting.shift();
    this.#waiting.push(opened);
    this.#arrived();
    return opened;
  }
}

function linkOf(text: string): Opened {
  const link = parseDeepLink(text.slice(0, 500));
  return link ? { kind: 'link', link }
    : { kind: 'problem', message: 'Not a link of this program: links begin with handoff://scenario/ or handoff://live' };
}

async function fileOf(path: string): Promise<Opened> {
  const name = basename(path);
  try {
    const found = await stat(path);
    const { size } = found;
    if (found.isDirectory()) return { kind: 'problem', message: `${name} is a folder, not a file` };
    if (!found.isFile()) return { kind: 'problem', message: `${name} is no file, but a pipe or a device` };
    if (size > MOST_BYTES)
      return { kind: 'problem',
        message: `${name} has ${(size / 1048576).toFixed(1)} MB; files up to ${MOST_BYTES / 1048576} MB can be opened` };
    if (size === 0) return { kind: 'problem', message: `${name} is empty` };
    const bytes = await readFile(path);
    return bytes[0] === GZIP[0] && bytes[1] === GZIP[1]
      ? { kind: 'gzip', name, base64: bytes.toString('base64') }
      : { kind: 'file', name, text: bytes.toString('utf8') };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'the file does not exist' : code ?? (error as Error).message;
    return { kind: 'problem', message: `${name} cannot be opened: ${reason}` };
  }
}
