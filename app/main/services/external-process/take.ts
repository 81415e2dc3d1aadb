/** Takes a socket from another process: waits for it, checks it, imports it, and describes it. */
import { PROTOCOL_INFO_SIZE } from '../../../shared/domain/protocol-info.ts';
import { type BlobFrame, decodeBlobFrame, startsWithMagic } from '../../../shared/external-process/frame.ts';
import { CallFailed, type Holders, type SocketFacts } from '../../../shared/external-process/types.ts';
import { findRule } from '../../../shared/rules/catalogue.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { externalProcesses, importSocket } from '../../../../native-bridge/host/external-process.ts';
import { removeTaken, takeFromFile } from './by-file.ts';
import { PipeInbox } from './by-pipe.ts';
import { UnixInbox } from './by-unix.ts';
import type { Endpoint } from './place.ts';

const WSAEINVAL = 10_022;

/** A descriptor of this process; `from` is null if the sender is unknown. */
export interface Taken {
  descriptor: number;
  from: number | null;
  facts: SocketFacts;
  holders(): Promise<Holders>;
  close(): void;
}

/**
 * Waits at `place` for one socket.
 * @param onWaiting called as soon as another process can connect.
 * @param signal ends the wait; its reason is thrown.
 * @throws InputProblem if what arrives is not a socket for this process; it is closed then.
 */
export async function take(place: Endpoint, onWaiting: () => void, signal: AbortSignal): Promise<Taken> {
  switch (place.kind) {
    case 'unix': return takeByUnix(place, onWaiting, signal);
    case 'pipe': return takeByPipe(place, onWaiting, signal);
    case 'file': {
      onWaiting();
      const taken = imported(await takeFromFile(place, signal), place);
      // Removing the file is the answer that the sender waits for.
      await removeTaken(place);
      return taken;
    }
  }
}

async function takeByUnix(place: Endpoint, onWaiting: () => void, signal: AbortSignal): Promise<Taken> {
  const inbox = new UnixInbox(place);
  try {
    onWaiting();
    const { fd, from } = await inbox.take(signal);
    return takenAs(fd, from, place);
  } finally {
    inbox.close();
  }
}

async function takeByPipe(place: Endpoint, onWaiting: () => void, signal: AbortSignal): Promise<Taken> {
  const inbox = await PipeInbox.open(place);
  try {
    onWaiting();
    const taken = imported(await inbox.take(signal), place);
    inbox.answer({ kind: 'taken' });
    return taken;
  } catch (error) {
    inbox.answer({ kind: 'failed', error: error instanceof NotImportable ? error.number : WSAEINVAL });
    throw error;
  } finally {
    inbox.close();
  }
}

class NotImportable extends InputProblem {
  readonly number: number;

  constructor(what: string, number: number, place: Endpoint, rules: readonly string[]) {
    super(what, place.text, rules.map((id) => `${id}: ${findRule(id)!.text}`).join(' '));
    this.number = number;
  }
}

/** Compares the target before calling Winsock: an import in another process can return an unrelated socket (W2). */
function imported({ targetPid, blob }: BlobFrame, place: Endpoint): Taken {
  if (targetPid !== process.pid) {
    throw new NotImportable(`this blob was made for process ${targetPid}, not for this one (${process.pid})`, WSAEINVAL, place, ['S23']);
  }
  try {
    return takenAs(importSocket(blob), null, place);
  } catch (error) {
    if (error instanceof CallFailed)
      throw new NotImportable(`the blob cannot be imported: ${error.message}`, error.number, place, ['S4', 'S23']);
    throw error;
  }
}

function takenAs(descriptor: number, from: number | null, place: Endpoint): Taken {
  let open = true;
  const close = () => {
    if (open) externalProcesses.close(descriptor);
    open = false;
  };
  try {
    return { descriptor, from, facts: externalProcesses.facts(descriptor), holders: () => externalProcesses.holders(descriptor), close };
  } catch (error) {
    close();
    if (error instanceof CallFailed && process.platform !== 'win32')
      throw new InputProblem(`the received descriptor is not a socket: ${error.message}`, place.text, 'It was closed.');
    throw error;
  }
}

/** Imports pasted bytes: a frame, whose target is checked, or a bare blob. @throws InputProblem. */
export function importFrame(bytes: Uint8Array): Taken {
  const place: Endpoint = { kind: 'file', path: '', text: 'the pasted bytes' };
  if (bytes.length === PROTOCOL_INFO_SIZE) return imported({ targetPid: process.pid, blob: bytes }, place);
  try {
    const frame = startsWithMagic(bytes) ? decodeBlobFrame(bytes) : null;
    if (frame) return imported(frame, place);
  } catch (error) {
    if (error instanceof RangeError) throw new InputProblem(error.message, place.text, 'Paste the whole frame, or the 628 bytes.');
    throw error;
  }
  throw new InputProblem(`a WSAPROTOCOL_INFOW has ${PROTOCOL_INFO_SIZE} bytes, not ${bytes.length}`, place.text,
    'Paste the 628 bytes as hex, or the whole frame.');
}
