/** Transfers a descriptor over a unix socket: "HANDOFF1" with SCM_RIGHTS in one direction, the answer in the other. */
import { type Answer, MAGIC, decodeAnswer, encodeAnswer, startsWithMagic } from '../../../shared/external-process/frame.ts';
import { CallFailed } from '../../../shared/external-process/types.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { RightsListener, type RightsStream, connectRights, externalProcesses } from '../../../../native-bridge/host/external-process.ts';
import { type Endpoint, endpointProblem } from './place.ts';

const ANSWER_ROOM = 16;
const EINVAL = 22;

/**
 * Sends one descriptor to the listening process; resolves with the answer, or null if the other end closed without one.
 * @param expectedPid the process that must be listening, if one was named: checked before the descriptor is sent.
 */
export async function giveByUnix(
  place: Endpoint, fd: number, expectedPid: number | null, signal: AbortSignal,
): Promise<{ pid: number; answer: Answer | null }> {
  const stream = connected(place);
  try {
    const pid = stream.peerPid();
    if (expectedPid !== null && pid !== expectedPid) {
      throw new InputProblem(`process ${pid} listens on it, not ${expectedPid}`, place.text,
        'Nothing was sent. Name that process or another path.');
    }
    stream.send(MAGIC, fd);
    return { pid, answer: await answerOf(stream, place, signal) };
  } finally {
    stream.close();
  }
}

function connected(place: Endpoint): RightsStream {
  try {
    return connectRights(place.path);
  } catch (error) {
    throw error instanceof CallFailed ? endpointProblem(error.errorName, place, error) : error;
  }
}

async function answerOf(stream: RightsStream, place: Endpoint, signal: AbortSignal): Promise<Answer | null> {
  let got = new Uint8Array();
  for (;;) {
    let bytes: Uint8Array;
    try {
      const received = await stream.receive(ANSWER_ROOM, signal);
      for (const extra of received.rights) externalProcesses.close(extra);
      ({ bytes } = received);
    } catch (error) {
      // A process that exits before it reads the message resets the stream.
      if (error instanceof CallFailed && error.errorName === 'ECONNRESET') return null;
      throw error;
    }
    if (bytes.length === 0) return null;
    got = Uint8Array.of(...got, ...bytes);
    try {
      const answer = decodeAnswer(got);
      if (answer) return answer;
    } catch (error) {
      throw new InputProblem((error as Error).message, place.text, 'The receiver must answer "K", or "E" with a number.');
    }
  }
}

/** Listens at a path for one descriptor. `close` removes the path. */
export class UnixInbox {
  readonly #listener: RightsListener;
  readonly #place: Endpoint;

  constructor(place: Endpoint) {
    this.#place = place;
    try {
      this.#listener = new RightsListener(place.path);
    } catch (error) {
      throw error instanceof CallFailed ? endpointProblem(error.errorName, place, error, true) : error;
    }
  }

  /** Resolves with the first descriptor. @throws InputProblem for any other message; descriptors that came with it are closed. */
  async take(signal: AbortSignal): Promise<{ fd: number; from: number }> {
    const stream = await this.#listener.accept(signal);
    try {
      const { bytes, rights, cut } = await stream.receive(MAGIC.length + 1, signal);
      const wrong = wrongWith(bytes, rights.length, cut);
      if (wrong === null) {
        stream.send(encodeAnswer({ kind: 'taken' }));
        return { fd: rights[0]!, from: stream.peerPid() };
      }
      for (const fd of rights) externalProcesses.close(fd);
      tryAnswer(stream);
      throw new InputProblem(`the received message is not a descriptor for the inspector: ${wrong}`, this.#place.text,
        'Send "HANDOFF1" with one SCM_RIGHTS descriptor, in one message.');
    } finally {
      stream.close();
    }
  }

  close(): void {
    this.#listener.close();
  }
}

function wrongWith(bytes: Uint8Array, rights: number, cut: boolean): string | null {
  if (bytes.length !== MAGIC.length)
    return `the message has ${bytes.length > MAGIC.length ? 'more than ' : ''}${Math.min(bytes.length, MAGIC.length)} `
      + `bytes, not ${MAGIC.length}`;
  if (!startsWithMagic(bytes)) return 'it does not begin with HANDOFF1';
  return rights === 1 && !cut ? null : rights === 0 ? 'it has no descriptor' : 'it has more than one descriptor';
}

function tryAnswer(stream: RightsStream): void {
  try {
    stream.send(encodeAnswer({ kind: 'failed', error: EINVAL }));
  } catch {
    // The sender did not wait for the answer.
  }
}
