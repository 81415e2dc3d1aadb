import { rm } from 'node:fs/promises';
import { assertNever } from '../../app/shared/base/assert-never.ts';
import type { Carrier } from '../../app/shared/scenario/format.ts';
import { CARRY_LIMIT_MS, type WithProbe, type Arrival, type Content, type PeerLink } from '../channel/protocol.ts';
import type { ProbePlan } from '../channel/probe-plan.ts';

/**
 * Sends one value from one process to another for real: over the host's channels, a pipe between the two, or
 * a file. Resolves when it has arrived; removes its pipe or file in any case.
 * @throws Error after CARRY_LIMIT_MS, or with the failure of one of the two.
 */
export function carry(carrier: Carrier, from: PeerLink, to: PeerLink, content: Content, as: string): Promise<Arrival> {
  switch (carrier) {
    case 'ipc': return carryByChannels(from, to, content, as);
    case 'pipe': return overPipe(from, to, content, as);
    case 'file': return bounded(overFile(from, to, content, as), carrier);
    default: return assertNever(carrier, 'carrier');
  }
}

/** Over the channels between the two and this process; `around`: probes for the receiver to take. @throws Error as {@link carry}. */
export function carryByChannels(
  from: PeerLink, to: PeerLink, content: Content, as: string, around?: ProbePlan,
): Promise<Arrival & WithProbe> {
  const carried = async (): Promise<Arrival & WithProbe> => to.ask('store', { payload: await from.ask('take', { content }), as, around });
  return bounded(carried(), 'ipc');
}

async function overPipe(from: PeerLink, to: PeerLink, content: Content, as: string): Promise<Arrival> {
  const { address } = await bounded(to.ask('openPipe', { as }), 'pipe');
  const arrival = to.ask('receivePipe', { address });
  // Awaited below; until then its failure must not count as unhandled.
  arrival.catch(() => {});
  try {
    await bounded(from.ask('postPipe', { address, content }), 'pipe');
    return await bounded(arrival, 'pipe');
  } catch (error) {
    // The receiver can be gone too; its pipe is gone then, and only the name can be left.
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
    // The receiver removes it; this covers a receiver that ended first.
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
