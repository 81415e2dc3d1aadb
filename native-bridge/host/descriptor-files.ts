/**
 * /proc data of descriptors that are probed repeatedly. The kernel regenerates fdinfo on each read, so the file of
 * each descriptor is kept open: a reading is then one call, while opening takes several times as long.
 */
import { closeFile, openFile, readAnew } from '../linux/proc-files.ts';
import { type DescriptorInfo, descriptorInfo, linkOf } from './proc.ts';

/** Maximum number of open files; descriptors beyond it are opened per reading. */
const MOST_KEPT = 128;

export class DescriptorFiles {
  readonly #files = new Map<string, number>();
  #read = new Map<string, DescriptorInfo | null>();
  #most = MOST_KEPT;

  /** Invalidates everything read so far. */
  startReading(): void {
    this.#read = new Map();
  }

  /** /proc/PID/fdinfo/N, read at most once between two calls of `startReading`; null if it cannot be read. */
  info(pid: number, fd: number): DescriptorInfo | null {
    const key = keyOf(pid, fd);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const text = this.#text(key, pid, fd);
    const info = text === null ? null : descriptorInfo(text);
    this.#read.set(key, info);
    return info;
  }

  /** The link target of a descriptor, which identifies its object; for a socket the same reading contains it. */
  link(pid: number, fd: number): string | null {
    return this.info(pid, fd)?.socket ?? linkOf(pid, fd);
  }

  /** Stops watching the descriptor. */
  forget(pid: number, fd: number): void {
    this.#close(keyOf(pid, fd));
  }

  close(): void {
    this.#most = 0;
    for (const key of this.#files.keys()) this.#close(key);
  }

  #text(key: string, pid: number, fd: number): string | null {
    const kept = this.#files.get(key);
    if (kept !== undefined) {
      const text = readAnew(kept);
      // The process has ended, or the number is closed.
      if (text === null) this.#close(key);
      return text;
    }
    const file = openFile(`/proc/${pid}/fdinfo/${fd}`);
    if (file === null) return null;
    const text = readAnew(file);
    if (text === null || this.#files.size >= this.#most) closeFile(file);
    else this.#files.set(key, file);
    return text;
  }

  #close(key: string): void {
    const file = this.#files.get(key);
    if (file === undefined) return;
    this.#files.delete(key);
    closeFile(file);
  }
}

const keyOf = (pid: number, fd: number): string => `${pid}/${fd}`;
