import { assertNever } from '../../app/shared/base/assert-never.ts';
import type { Carrier } from '../../app/shared/scenario/format.ts';
import type { ProbePlan } from '../channel/probe-plan.ts';
import { CARRY_LIMIT_MS, type WithProbe, type Arrival, type Content, type PeerApi } from '../channel/protocol.ts';
import { inTime } from './limits.ts';

/** What a transport needs beside sender and receiver. */
export interface CarryAid {
  /** Probes that the receiver takes when the message has arrived. */
  around: ProbePlan | undefined;
  /** Removes a file that no process uses any more; does nothing if there is none. */
  removeFile(path: string): Promise<void>;
}

/**
 * Sends one value from one process to another for real: over the host's channels, a pipe between the two, or
 * a file. Resolves when it has arrived; removes its pipe or file in any case.
 * @throws Error after CARRY_LIMIT_MS, or with the failure of one of the two.
 */
export function carry(
  carrier: Carrier, from: PeerApi, to: PeerApi, content: Content, as: string, aid: CarryAid,
): Promise<Arrival & WithProbe> {
  switch (carrier) {
    case 'ipc': return bounded(overChannels(from, to, content, as, aid), carrier);
    case 'pipe': return overPipe(from, to, content, as, aid);
    case 'file': return bounded(overFile(from, to, content, as, aid), carrier);
    default: return assertNever(carrier, 'carrier');
  }
}

/** Over the channels between the two and this process. */
async function overChannels(from: PeerApi, to: PeerApi, content: Content, as: string, { around }: CarryAid): Promise<Arrival & WithProbe> {
  return to.ask('store', { payload: await from.ask('take', { content }), as, around });
}

async function overPipe(
  from: PeerApi, to: PeerApi, content: Content, as: string, { around, removeFile }: CarryAid,
): Promise<Arrival & WithProbe> {
  const { address } = await bounded(to.ask('openPipe', { as }), 'pipe');
  const arrival = to.ask('receivePipe', { address, around });
  // Awaited below; until then its failure must not count as unhandled.
  arrival.catch(() => {});
  try {
    await bounded(from.ask('postPipe', { address, content }), 'pipe');
    return await bounded(arrival, 'pipe');
  } catch (error) {
    // The receiver can be gone too; its pipe is gone then, and only the name can be left.
    await to.ask('abandonPipe', { address }).catch(() => {});
    if (!address.startsWith('\\\\')) await removeFile(address);
    throw error;
  }
}

async function overFile(
  from: PeerApi, to: PeerApi, content: Content, as: string, { around, removeFile }: CarryAid,
): Promise<Arrival & WithProbe> {
  const { path } = await from.ask('writeFile', { content });
  try {
    return await to.ask('readFile', { path, as, around });
  } catch (error) {
    // The receiver removes what it reads; this one ended first.
    await removeFile(path);
    throw error;
  }
}

const bounded = <T>(work: Promise<T>, carrier: Carrier): Promise<T> => inTime(work, CARRY_LIMIT_MS, (): never => {
  throw new Error(`The message did not arrive by ${carrier} in ${CARRY_LIMIT_MS} ms`);
});
