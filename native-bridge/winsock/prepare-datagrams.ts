/** socket, sendto, recvfrom. */
import * as c from '../../app/shared/calls/constants-winsock.ts';
import { byteStringOf } from '../../app/shared/domain/bytes.ts';
import { choiceArg, dataArg, flagsArg, intArg, textArg } from './args.ts';
import { endSeen } from './perform-inspect.ts';
import { newSocket, orInvalid, plain, socketOf, type Preparations } from './prepared.ts';
import { decodeSockaddr, emptySockaddr, encodeSockaddr } from './sockaddr.ts';

export const DATAGRAMS = {
  socket: ({ ws2 }, args) => orInvalid(ws2.socket, [
    choiceArg(args, 'af', c.FAMILY), choiceArg(args, 'type', c.TYPE), choiceArg(args, 'protocol', c.PROTOCOL),
  ], newSocket),
  sendto: ({ ws2 }, args) => {
    const [data, to] = [dataArg(args, 'data'), encodeSockaddr(textArg(args, 'to'))];
    return plain(ws2.sendto, [socketOf(args), data, data.length, 0, to, to.length], (returned) => ({ number: Number(returned) }));
  },
  recvfrom: ({ ws2 }, args) => {
    const length = intArg(args, 'length');
    const [data, from] = [Buffer.alloc(Math.max(1, length)), emptySockaddr()];
    const fromLength: [number] = [from.length];
    const ended = endSeen(socketOf(args), length);
    return plain(ws2.recvfrom, [socketOf(args), data, length, flagsArg(args, 'flags', c.MSG), from, fromLength], (returned) => ({
      data: byteStringOf(data.subarray(0, Number(returned))), ended: ended(Number(returned)),
      // On a connected stream no address is written.
      ...(fromLength[0] > 0 && from.readUInt16LE(0) !== 0 ? { address: decodeSockaddr(from) } : {}),
    }));
  },
} satisfies Preparations;
