/**
 * An open page resumes when the host restarts on the same port. Each seat has a key, which a page receives once it has
 * proved the secret of this run, and keeps in memory only; the host keeps it in a file that only its user can read. A
 * program that listens on the port while the host is down cannot prove it, and learns nothing it could use later.
 */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { HandshakeKey } from '../../../shared/contract/handshake.ts';
import { writeWhole } from '../../services/recents-and-recovery/atomic.ts';
import { newId, newSecret } from './proofs.ts';

/** Milliseconds without a connection after which another run of the host no longer knows the page. */
export const RESUME_MS = 24 * 3600 * 1000;

const secret = z.string().regex(/^[\w-]{43}$/);
const keySchema = z.strictObject({ seat: z.number().int().min(1).max(1000), id: z.string().regex(/^[0-9a-f]{16}$/), key: secret,
  at: z.number() });
const fileSchema = z.strictObject({ version: z.literal(1), port: z.number().int(), keys: z.array(keySchema).max(1000) });
type Key = z.infer<typeof keySchema>;

export class Resume {
  readonly #file: string;
  readonly #port: number;
  readonly #now: () => number;
  #keys: Key[];
  #written: Promise<void> = Promise.resolve();

  private constructor(file: string, port: number, now: () => number, keys: Key[]) {
    this.#file = file;
    this.#port = port;
    this.#now = now;
    this.#keys = keys;
  }

  /**
   * Reads what an earlier run on this port stored; an unreadable file counts as none. `file` is created if it is missing,
   * readable by its user only; seats above `most` come from a run with more seats; `now` is in milliseconds
   * since 1970.
   */
  static async open(file: string, port: number, most: number, now: () => number = Date.now): Promise<Resume> {
    const read = await readFile(file, 'utf8').then((text) => fileSchema.parse(JSON.parse(text))).catch(() => null);
    const isGood = ({ seat, at }: Key) => seat <= most && now() >= at && now() - at < RESUME_MS;
    return new Resume(file, port, now, read?.port === port ? read.keys.filter(isGood) : []);
  }

  /** The key that a page of this seat receives when it connects. */
  keyOf(seat: number): HandshakeKey {
    const at = this.#now();
    const former = this.#keys.find((key) => key.seat === seat);
    const key = former ? { ...former, at } : { seat, id: newId(), key: newSecret(), at };
    this.#keep([...this.#keys.filter((other) => other.seat !== seat), key]);
    return { id: key.id, key: key.key };
  }

  /** The key of that id and its seat; null if it does not exist. */
  find(id: string): (HandshakeKey & { seat: number }) | null {
    return this.#keys.find((key) => key.id === id) ?? null;
  }

  /** The former user of the seat cannot resume it any more. */
  forget(seat: number): void {
    if (this.#keys.some((key) => key.seat === seat)) this.#keep(this.#keys.filter((key) => key.seat !== seat));
  }

  /** Resolves when the last change is in the file. */
  async flush(): Promise<void> {
    await this.#written;
  }

  #keep(keys: Key[]): void {
    this.#keys = keys;
    const text = `${JSON.stringify({ version: 1, port: this.#port, keys })}\n`;
    // A full disk only prevents resuming after a restart.
    this.#written = this.#written.then(() => writeWhole(this.#file, text)).catch(() => undefined);
  }
}
