/**
 * A page that is still open takes up again when the host is started anew on the same port. Each seat has a key that
 * the page gets over its connection and keeps in memory alone; the host keeps it in a file of its user's. Both
 * prove that they know it, and neither sends it: a stranger who listens on the port while the host is down learns nothing
 * that is good for anything later, as a cookie would be. A page that has a key asks for that proof whenever its
 * connection broke, before it connects again.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { writeWhole } from '../../services/work/atomic.ts';
import { newSecret, sameText } from './credentials.ts';

/** Milliseconds after which a page that has not connected since is not known to another run of the host. */
export const RESUME_MS = 24 * 3600 * 1000;
/** Challenges that wait for their answer; a page needs one. */
const MOST_WAITING = 16;

const secret = z.string().regex(/^[\w-]{43}$/);
const keySchema = z.strictObject({ seat: z.number().int().min(1).max(1000), id: z.string().regex(/^[0-9a-f]{16}$/), key: secret, at: z.number() });
const fileSchema = z.strictObject({ version: z.literal(1), port: z.number().int(), keys: z.array(keySchema).max(1000) });
type Key = z.infer<typeof keySchema>;

/** What a page says: first its number, then its proof beside the host's. */
const question = z.strictObject({ id: z.string(), page: secret });
const proven = z.strictObject({ id: z.string(), host: secret, proof: secret });

export class Resume {
  readonly #file: string;
  readonly #port: number;
  readonly #now: () => number;
  #keys: Key[];
  /** By the host's number. */
  readonly #waiting = new Map<string, { key: Key; page: string }>();
  #written: Promise<void> = Promise.resolve();

  private constructor(file: string, port: number, now: () => number, keys: Key[]) {
    this.#file = file;
    this.#port = port;
    this.#now = now;
    this.#keys = keys;
  }

  /**
   * Reads what an earlier run on this port has left; a file that cannot be read is as good as none. `file` is made where
   * it is missing, readable by its user only; seats above `most` are of a run that had more; `now` counts milliseconds
   * since 1970.
   */
  static async open(file: string, port: number, most: number, now: () => number = Date.now): Promise<Resume> {
    const read = await readFile(file, 'utf8').then((text) => fileSchema.parse(JSON.parse(text))).catch(() => null);
    const isGood = ({ seat, at }: Key) => seat <= most && now() >= at && now() - at < RESUME_MS;
    return new Resume(file, port, now, read?.port === port ? read.keys.filter(isGood) : []);
  }

  /** The key that the page of this seat gets as it connects. */
  keyOf(seat: number): { id: string; key: string } {
    const at = this.#now();
    const former = this.#keys.find((key) => key.seat === seat);
    const key = former ? { ...former, at } : { seat, id: randomBytes(8).toString('hex'), key: newSecret(), at };
    this.#keep([...this.#keys.filter((other) => other.seat !== seat), key]);
    return { id: key.id, key: key.key };
  }

  /** Who had the seat has it no longer, and does not get it back. */
  forget(seat: number): void {
    if (this.#keys.some((key) => key.seat === seat)) this.#keep(this.#keys.filter((key) => key.seat !== seat));
  }

  /**
   * One half of the conversation: to a page's number, ours and our proof; to the page's proof, its seat. Null for whoever
   * does not know the key.
   */
  answer(said: unknown): { host: string; proof: string } | { seat: number } | null {
    const asked = question.safeParse(said);
    if (asked.success) return this.#challenge(asked.data);
    const given = proven.safeParse(said);
    if (!given.success) return null;
    const waiting = this.#waiting.get(given.data.host);
    this.#waiting.delete(given.data.host);
    if (!waiting || waiting.key.id !== given.data.id || !this.#keys.some(({ id }) => id === waiting.key.id)) return null;
    const { key, page } = waiting;
    return sameText(given.data.proof, this.#proof(key, 'page', page, given.data.host)) ? { seat: key.seat } : null;
  }

  /** Resolves when what was kept last is in the file. */
  async flush(): Promise<void> {
    await this.#written;
  }

  #challenge({ id, page }: z.infer<typeof question>): { host: string; proof: string } | null {
    const key = this.#keys.find((other) => other.id === id);
    if (!key) return null;
    if (this.#waiting.size >= MOST_WAITING) this.#waiting.delete(this.#waiting.keys().next().value!);
    const host = newSecret();
    this.#waiting.set(host, { key, page });
    return { host, proof: this.#proof(key, 'host', page, host) };
  }

  /** Who proves stands in it, so that neither side's proof can be sent back as the other's; and so does the port. */
  #proof({ key }: Key, who: 'host' | 'page', page: string, host: string): string {
    return createHmac('sha256', Buffer.from(key, 'base64url')).update(`${who} ${this.#port} ${page} ${host}`).digest('base64url');
  }

  #keep(keys: Key[]): void {
    this.#keys = keys;
    // A full disk costs the taking up again, and nothing else.
    this.#written = this.#written.then(() => writeWhole(this.#file, `${JSON.stringify({ version: 1, port: this.#port, keys })}\n`)).catch(() => undefined);
  }
}
