import { rm } from 'node:fs/promises';
import { assertNever } from '../../app/shared/base/assert-never.ts';
import type { Carrier } from '../../app/shared/scenario/format.ts';
import { CARRY_LIMIT_MS, type WithProbe, type Arrival, type Content, type PeerLink } from '../channel/protocol.ts';
import type { ProbePlan } from '../channel/piggyback-probe.ts';

/**
 * Carries one value from a process to another, really: over the host's channels, a pipe between the two, or
 * a file. Resolves when it has arrived; nothing is left behind either way.
 * @throws Error after CARRY_LIMIT_MS, or with what one of the two could not do.
 */
export function carry(carrier: Carrier, from: PeerLink, to: PeerLink, content: Content, as: string): Promise<Arrival> {
  switch (carrier) {
    case 'ipc': return carryByChannels(from, to, content, as);
    case 'pipe': return overPipe(from, to, content, as);
    case 'file': return bounded(overFile(from, to, content, as), carrier);
    default: return assertNever(carrier, 'carrier');
  }
}

/** Over the channels of whoever asks the two; `around` is what the receiver is to look at then. @throws Error as {@link carry}. */
export function carryByChannels(from: PeerLink, to: PeerLink, content: Content, as: string, around?: ProbePlan): Promise<Arrival & WithProbe> {
  const carried = async (): Promise<Arrival & WithProbe> => to.ask('store', { payload: await from.ask('take', { content }), as, around });
  return bounded(carried(), 'ipc');
}

async function overPipe(from: PeerLink, to: PeerLink, content: Content, as: string): Promise<Arrival> {
  const { address } = await bounded(to.ask('openPipe', { as }), 'pipe');
  const arrival = to.ask('receivePipe', { address });
  // Awaited below; until then its failure is nobody's.
  arrival.catch(() => {});
  try {
    await bounded(from.ask('postPipe', { address, content }), 'pipe');
    return await bounded(arrival, 'pipe');
  } catch (error) {
    // The receiver may be gone too; then the pipe is gone with it, and only its name may be left.
    await to.ask('abandonPipe', { address }).catch(() => {});
    if (!address.startsWith('\\\\')) await rm(address, { force: true });
    throw error;
  }
}

async function overFile(from: PeerLink, to: PeerLink, content: Content, as: string): Promise<Arrival> {
  const { path } = await from.ask('writeFile', { content });
  try {
    return await to.ask('readFile', { path, as });
  } finally {
    // The receiver removes it; this is for a receiver that ended first.
    await rm(path, { force: true });
  }
}

async function bounded<T>(work: Promise<T>, carrier: Carrier): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => { reject(new Error(`The message did not arrive by ${carrier} in ${CARRY_LIMIT_MS} ms`)); }, CARRY_LIMIT_MS);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
