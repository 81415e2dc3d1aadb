/**
 * What /proc says of descriptors that are looked at again and again. The kernel writes fdinfo anew for each reading, so
 * the file of each is kept open: a reading is one call then, where opening alone takes several times as long.
 */
import { closeFile, openFile, readAnew } from '../linux/proc-files.ts';
import { type DescriptorInfo, descriptorInfo, linkOf } from './proc.ts';

/** How many are kept open; of more, each is opened for its reading. */
const MOST_KEPT = 128;

export class DescriptorFiles {
  readonly #files = new Map<string, number>();
  #read = new Map<string, DescriptorInfo | null>();
  #most = MOST_KEPT;

  /** What was read until now is old. */
  anew(): void {
    this.#read = new Map();
  }

  /** /proc/PID/fdinfo/N, read at most once between two calls of `anew`; null when it cannot be read. */
  info(pid: number, fd: number): DescriptorInfo | null {
    const key = keyOf(pid, fd);
    const known = this.#read.get(key);
    if (known !== undefined) return known;
    const text = this.#text(key, pid, fd);
    const info = text === null ? null : descriptorInfo(text);
    this.#read.set(key, info);
    return info;
  }

  /** What a descriptor stands for, as its link says; of a socket the same reading tells that, too. */
  link(pid: number, fd: number): string | null {
    return this.info(pid, fd)?.socket ?? linkOf(pid, fd);
  }

  /** It is not looked at any more. */
  forget(pid: number, fd: number): void {
    this.#close(keyOf(pid, fd));
  }

  /** Nothing is kept open from here on. */
  close(): void {
    this.#most = 0;
    for (const key of this.#files.keys()) this.#close(key);
  }

  #text(key: string, pid: number, fd: number): string | null {
    const kept = this.#files.get(key);
    if (kept !== undefined) {
      const text = readAnew(kept);
      // Its process is gone, or has nothing under that number now.
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
