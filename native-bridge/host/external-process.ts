/** Operations of main on a user's process: the same few verbs on Linux and Windows. */
import type { Holders, Reach, SocketFacts, Wanted } from '../../app/shared/external-process/types.ts';
import * as linux from '../linux/own-socket.ts';
import { seeObject } from '../winsock/identity.ts';
import * as winsock from '../winsock/own-socket.ts';
import { holdersOf, accessTo as linuxReach } from './external-process-linux.ts';

export interface ExternalProcessAccess {
  /** A loopback socket, connected within `limitMs` milliseconds or listening. @throws CallFailed, RangeError. */
  make(want: Wanted, limitMs: number): Promise<number>;
  /** @throws CallFailed if the number is not a socket. */
  facts(socket: number): SocketFacts;
  holders(socket: number): Promise<Holders>;
  reach(pid: number): Reach;
  close(socket: number): void;
}

const onLinux: ExternalProcessAccess = {
  make: linux.makeSocket, facts: linux.socketFacts, close: linux.closeSocket, reach: linuxReach,
  holders: (socket) => holdersOf(linux.inodeOf(socket)),
};

const onWindows: ExternalProcessAccess = {
  make: winsock.makeSocket, facts: winsock.socketFacts, close: winsock.closeSocket, reach: winsock.reach,
  holders: (socket) => {
    const { references: count } = seeObject([{ pid: process.pid, handle: socket }]);
    return Promise.resolve({
      known: [`process ${process.pid} (this one), descriptor ${socket}`],
      note: `${count} ${count === 1 ? 'handle' : 'handles'} in all processes, exports not yet imported among them (S7)`,
    });
  },
};

/** The implementation for this machine. */
export const externalProcesses: ExternalProcessAccess = process.platform === 'win32' ? onWindows : onLinux;

export { exportSocket, importSocket } from '../winsock/own-socket.ts';
export { RightsListener, type RightsStream, connectRights } from '../linux/rights-channel.ts';
