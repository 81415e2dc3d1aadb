/** Gives a socket to one of the user's processes: creates it, exports it, delivers it, and waits until it is taken. */
import { errorName } from '../../../shared/calls/errors.ts';
import type { Answer } from '../../../shared/external-process/frame.ts';
import { CallFailed, type Holders, type SocketFacts, type Wanted } from '../../../shared/external-process/types.ts';
import { findRule } from '../../../shared/rules/catalogue.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { exportSocket, externalProcesses } from '../../../../native-bridge/host/external-process.ts';
import { giveByFile } from './by-file.ts';
import { giveByPipe } from './by-pipe.ts';
import { giveByUnix } from './by-unix.ts';
import { FarEnd } from './far-end.ts';
import { NotPermitted } from '../errors/not-permitted.ts';
import { NotTaken, type Endpoint } from './place.ts';

const CONNECT_LIMIT_MS = 5000;

export interface GiveRequest {
  /** The target. An export needs it; over a unix socket it is only compared with the listening process. */
  pid: number | null;
  place: Endpoint;
  /** Null: a connection whose other end is in this process. */
  want: Wanted | null;
  /** Ends the wait for the other process; `give` then throws its reason. */
  signal: AbortSignal;
  onMade(facts: SocketFacts, descriptor: number): void;
  /** Called with bytes that the other process sent, if the other end is here. */
  onData(bytes: Uint8Array): void;
}

/** A socket that the other process has taken, while main still holds its own descriptor. */
export interface Given {
  descriptor: number;
  takenBy: number;
  holders(): Promise<Holders>;
  /** Closes main's descriptor; the other process keeps its own. */
  close(): void;
  /** Resolves when the last holder has closed the connection; immediately if its other end is elsewhere. */
  ended: Promise<void>;
  /** Closes all descriptors that are still open here. */
  leave(): void;
}

/** @throws InputProblem, NotPermitted or NotTaken; nothing stays open then. */
export async function give(request: GiveRequest): Promise<Given> {
  const { pid, want } = request;
  if (request.place.kind !== 'unix' && pid === null)
    throw new InputProblem('no process named', '--pid', 'An export is made for one process (S1): give its id.');
  if (pid !== null) checkReach(pid);
  checkLoopback(want);
  const farEnd = want === null ? await FarEnd.open(request.onData) : null;
  let descriptor: number | null = null;
  const close = () => {
    if (descriptor !== null) externalProcesses.close(descriptor);
    descriptor = null;
  };
  const leave = () => {
    close();
    farEnd?.close();
  };
  try {
    descriptor = await made(want ?? { kind: 'connect', address: farEnd!.address });
    request.onMade(externalProcesses.facts(descriptor), descriptor);
    const takenBy = await handOver(request, descriptor);
    const own = descriptor;
    return { descriptor: own, takenBy, holders: () => externalProcesses.holders(own), close, ended: farEnd?.ended ?? Promise.resolve(),
      leave };
  } catch (error) {
    leave();
    throw error;
  }
}

function checkReach(pid: number): void {
  const reach = externalProcesses.reach(pid);
  if (reach === 'gone') throw new InputProblem(`no process has the id ${pid}`, '--pid', 'Use the id that "handoff take" prints.');
  if (reach === 'not-permitted')
    throw new NotPermitted(`process ${pid} belongs to another user: the system does not allow a handoff to it.`);
}

function checkLoopback(want: Wanted | null): void {
  if (want && !/^(127(\.\d{1,3}){3}|\[::1\]):\d{1,5}$/.test(want.address)) {
    throw new InputProblem(`"${want.address}" is not a loopback address`, `--${want.kind}`, 'Write 127.0.0.1:PORT or [::1]:PORT.');
  }
}

async function made(want: Wanted): Promise<number> {
  try {
    return await externalProcesses.make(want, CONNECT_LIMIT_MS);
  } catch (error) {
    if (error instanceof RangeError) throw new InputProblem(error.message, `--${want.kind}`, 'Write 127.0.0.1:PORT or [::1]:PORT.');
    if (!(error instanceof CallFailed)) throw error;
    if (/^(WSA)?EACCES$/.test(error.errorName)) throw new NotPermitted(`${want.address}: ${error.message}.`);
    throw new InputProblem(error.message, want.address,
      want.kind === 'connect' ? 'Is there a server at this address?' : 'Choose another port; 0 takes a free one.');
  }
}

/**
 * Delivers a descriptor of this process, which stays open here. @returns the pid of the receiver. @throws InputProblem,
 * NotPermitted or NotTaken.
 */
export async function handOver({ pid, place, signal }: Pick<GiveRequest, 'pid' | 'place' | 'signal'>, descriptor: number): Promise<number> {
  if (place.kind === 'unix') {
    const { pid: listener, answer } = await giveByUnix(place, descriptor, pid, signal);
    checkTaken(answer, listener);
    return listener;
  }
  const target = pid!;
  let isExported = false;
  const makeFrame = () => {
    const blob = exportedFor(descriptor, target);
    isExported = true;
    return { targetPid: target, blob };
  };
  try {
    if (place.kind === 'pipe') checkTaken(await giveByPipe(place, makeFrame, signal), target);
    else if (!(await giveByFile(place, makeFrame, () => externalProcesses.reach(target) === 'gone', signal)))
      throw new NotTaken(`Process ${target} ended without taking the socket. The file was removed.`);
    return target;
  } catch (error) {
    if (!(isExported && error instanceof NotTaken)) throw error;
    throw new NotTaken(`${error.message} The export for process ${target} cannot be revoked: that process is a holder until it ends (S7).`,
      { cause: error });
  }
}

/** @returns the 628 bytes with which the target process, and no other, can import the socket once. @throws InputProblem. */
export function exportedFor(descriptor: number, pid: number): Uint8Array {
  try {
    return exportSocket(descriptor, pid);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    throw new InputProblem(error.message, '--pid', findRule('S3')!.text);
  }
}

function checkTaken(answer: Answer | null, pid: number): void {
  if (answer === null)
    throw new NotTaken(`Process ${pid} closed the connection without an answer. It is unknown whether it has the socket.`);
  if (answer.kind === 'taken') return;
  const name = errorName(process.platform === 'win32' ? 'winsock' : 'linux', answer.error);
  throw new NotTaken(
    `Process ${pid} could not take the socket: it answered ${name === String(answer.error) ? name : `${name} (${answer.error})`}.`);
}
