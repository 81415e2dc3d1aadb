/** Prepares the calls that take their buffers in a struct msghdr. */
import * as c from '../../app/shared/calls/constants-linux.ts';
import { byteStringOf } from '../../app/shared/domain/bytes.ts';
import { dataArg, descriptorArg, descriptorsArg, flagsArg, intArg, namesOf, textArg } from './args.ts';
import { libcCall } from './bindings.ts';
import { endSeen, sendFlags } from './data-calls.ts';
import { type Message, decodeRights, encodeMessage, encodeRights, messageFlags, rightsSpace } from './msghdr.ts';
import { type Preparations, plain } from './prepared.ts';
import { encodeSockaddr } from './sockaddr.ts';

export const MESSAGES = {
  sendmsg: (libc, args, addFlags) => {
    const to = textArg(args, 'to');
    const message = encodeMessage(dataArg(args, 'data'), encodeRights(descriptorsArg(args, 'rights')),
      to === null ? null : encodeSockaddr(to));
    const params = [descriptorArg(args, 'fd'), message.header, sendFlags(args, addFlags)];
    return { native: libc.sendmsg, params, hold: message, results: (n) => ({ number: n }) };
  },
  sendmmsg: (_libc, args, addFlags) => {
    const messages = [dataArg(args, 'data'), dataArg(args, 'more')].map((data) => encodeMessage(data, null, null));
    const vector = vectorOf(messages);
    return { native: libcCall('int sendmmsg(int fd, void *vector, unsigned int count, int flags)'), hold: messages,
      params: [descriptorArg(args, 'fd'), vector, messages.length, sendFlags(args, addFlags)],
      results: (n) => ({ number: n, lengths: lengthsIn(vector, n) }) };
  },
  recvmmsg: (_libc, args, addFlags) => {
    const messages = [1, 2].map(() => encodeMessage(Buffer.alloc(intArg(args, 'length')), null, null));
    const vector = vectorOf(messages);
    const ended = endSeen(descriptorArg(args, 'fd'), messages[0]!.data);
    return { native: libcCall('int recvmmsg(int fd, void *vector, unsigned int count, int flags, void *timeout)'), hold: messages,
      params: [descriptorArg(args, 'fd'), vector, messages.length, flagsArg(args, 'flags', c.MSG) | MSG_WAITFORONE | addFlags, null],
      results: (n) => {
        // With MSG_TRUNC a size can exceed the buffer.
        const lengths = lengthsIn(vector, n).map((length) => Math.min(length, intArg(args, 'length')));
        const data = lengths.map((length, i) => byteStringOf(messages[i]!.data.subarray(0, length))).join('');
        return { number: n, lengths, data, ended: ended(lengths.at(-1) ?? 0) };
      } };
  },
  recvmsg: (libc, args, addFlags) => {
    const message = encodeMessage(
      Buffer.alloc(intArg(args, 'length')), Buffer.alloc(intArg(args, 'controlLength', rightsSpace(8))), null);
    const ended = endSeen(descriptorArg(args, 'fd'), message.data);
    return plain(libc.recvmsg, [descriptorArg(args, 'fd'), message.header, flagsArg(args, 'flags', c.MSG) | addFlags], (n) => ({
      data: byteStringOf(message.data.subarray(0, n)),
      ended: ended(n),
      descriptors: decodeRights(message),
      // The kernel returns the caller's MSG_CMSG_CLOEXEC; it says nothing about the message (P26).
      flags: namesOf(c.MSG, messageFlags(message) & ~c.MSG.MSG_CMSG_CLOEXEC),
    }));
  },
} satisfies Preparations;

const MSG_WAITFORONE = 0x1_0000;
/** struct mmsghdr: a msghdr of 56 bytes, then the size of its message, aligned to 8. */
const [HEADER, LENGTH_AT, ENTRY] = [56, 56, 64];

/** The msghdrs of several messages, one after the other. They point into `messages`, which must be kept. */
function vectorOf(messages: readonly Message[]): Buffer {
  const vector = Buffer.alloc(ENTRY * messages.length);
  for (const [i, { header }] of messages.entries()) header.copy(vector, ENTRY * i, 0, HEADER);
  return vector;
}

const lengthsIn = (vector: Buffer, count: number): number[] =>
  Array.from({ length: count }, (_, i) => vector.readUInt32LE(ENTRY * i + LENGTH_AT));
