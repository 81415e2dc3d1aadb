/** Copies of other processes' descriptors in main: described first, fetched on consent, closed on request. */
import { randomBytes } from 'node:crypto';
import { CallFailed } from '../../../shared/external-process/types.ts';
import type { Fetched, FetchQuestion } from '../../../shared/live/answers.ts';
import { USER } from '../../../shared/base/limits.ts';
import { processText } from '../../../shared/live/hazard-kinds.ts';
import { holderRow, socketRow } from '../../../shared/live/rows.ts';
import { socketText } from '../../../shared/live/socket-text.ts';
import { type Asked, stillHolds } from '../../../../native-bridge/linux/live/ask.ts';
import { fetchCopy, releaseCopy } from '../../../../native-bridge/linux/live/fetch.ts';
import { NotPermitted } from '../errors/not-permitted.ts';
import { Unavailable } from '../errors/unavailable.ts';
import { Refused } from '../errors/refused.ts';
import type { Stored } from './captures.ts';

const GOOD_FOR_MS = 120_000;

interface Open {
  asked: Asked;
  from: Fetched['from'];
  until: number;
}

export class Fetching {
  readonly #questions = new Map<string, Open>();
  readonly #fetched = new Map<string, Fetched>();
  #next = 1;

  /** Performs nothing. @throws Unavailable if a copy is not possible. */
  ask(stored: Stored, holder: number): FetchQuestion {
    const { capture } = stored;
    const row = holderRow(capture, holder);
    const why = whyNot(stored, holder);
    if (why !== null) throw new Unavailable(why);
    this.#mindCopies();
    const socket = socketRow(capture, row.socket);
    const asked = askedOf(stored, holder);
    const question = `question-${randomBytes(16).toString('hex')}`;
    const until = Date.now() + GOOD_FOR_MS;
    this.#questions.set(question,
      { asked, from: { pid: row.process.pid, name: row.process.name, startedAt: row.process.startedAt, descriptor: row.descriptor },
        until });
    for (const oldest of this.#questions.keys()) {
      if (this.#questions.size <= USER.questions) break;
      this.#questions.delete(oldest);
    }
    return {
      question, holder: row, row: socket, until,
      sentences: [
        `The inspector fetches a copy of descriptor ${row.descriptor} of ${processText(row.process)} (pidfd_getfd). The `
          + `other process is not notified and keeps its descriptor.`,
        `The copy is one more holder of ${socketText(socket)}: until the inspector releases it, the socket stays open even `
          + `after every other holder closes it, and the release can then be the last close.`,
        'Both refer to one open file description, so a setting made through the copy applies to all. The inspector sets, '
          + 'reads and sends nothing; it lists the options and the SIGIO owner.',
      ],
    };
  }

  /** @throws Refused if the question was answered, never asked, or has expired; NotPermitted; CallFailed. */
  confirm(question: string): Fetched {
    const open = this.#questions.get(question);
    this.#questions.delete(question);
    if (!open) throw new Refused('This question does not exist or is already answered. Ask again');
    if (Date.now() > open.until) throw new Refused('This question has expired. Ask again');
    this.#mindCopies();
    const facts = fetch(open.asked);
    const fetched: Fetched = { fetched: `fetched-${this.#next++}`, from: open.from, ...facts };
    this.#fetched.set(fetched.fetched, fetched);
    return fetched;
  }

  /** @throws Unavailable if the maximum number of copies is held. */
  #mindCopies(): void {
    if (this.#fetched.size < USER.copies) return;
    throw new Unavailable(`${this.#fetched.size} copies of descriptors are held, and ${USER.copies} are the most: `
      + 'each keeps a socket of another process open. Release one first.');
  }

  list(): Fetched[] {
    return [...this.#fetched.values()];
  }

  /** @throws Refused if this process does not, or no longer, hold the copy. */
  release(id: string): void {
    releaseCopy(this.giveUp(id).descriptor);
  }

  /** Transfers ownership: the caller closes the copy from now on. @throws Refused, as `release` does. */
  giveUp(id: string): Fetched {
    const fetched = this.find(id);
    this.#fetched.delete(id);
    return fetched;
  }

  find(id: string): Fetched {
    const fetched = this.#fetched.get(id);
    if (!fetched) throw new Refused(`There is no ${id}; it was released`);
    return fetched;
  }

  releaseAll(): void {
    for (const id of this.#fetched.keys()) this.release(id);
  }
}

export function askedOf({ capture }: Stored, holder: number): Asked {
  const { process, descriptor, socket } = holderRow(capture, holder);
  const { pid, thread, startedAt } = process;
  return { pid, ...(thread === undefined ? {} : { thread }), startedAt, descriptor, inode: capture.sockets.inode[socket]! };
}

/** Why a holder's descriptor cannot be copied; null if it can be requested. */
export function whyNot(stored: Stored, holder: number): string | null {
  if (process.platform !== 'linux') return 'Copies can be fetched on Linux only.';
  if (stored.summary.source.kind === 'file') return 'This capture comes from a file: its processes can be on another machine.';
  const { process: { pid, thread, name }, descriptor } = holderRow(stored.capture, holder);
  if (pid === process.pid) return 'This is the inspector itself, which already holds the descriptor.';
  if (thread !== undefined) return 'It is in the descriptor table of a single thread, which pidfd_getfd does not reach.';
  switch (stillHolds(askedOf(stored, holder))) {
    case 'yes': return null;
    case 'ended': return `${name} (${pid}) has ended since the capture.`;
    case 'closed': return `${name} (${pid}) no longer holds the socket as ${descriptor}.`;
    case 'refused': return `This user cannot read ${name} (${pid}).`;
  }
}

function fetch(asked: Asked): ReturnType<typeof fetchCopy> {
  try {
    return fetchCopy(asked);
  } catch (error) {
    if (error instanceof CallFailed && error.errorName === 'EPERM') {
      throw new NotPermitted(
        `The system does not let this user copy descriptors of process ${asked.pid} (${error.message}). Run as root. With `
          + `Yama's ptrace_scope 1, only descendants can be read.`);
    }
    if (error instanceof CallFailed && (error.errorName === 'EBADF' || error.errorName === 'ESRCH'))
      throw new Refused(`Process ${asked.pid} has closed the descriptor, or ended`);
    throw error;
  }
}
