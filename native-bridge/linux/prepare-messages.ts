/** Prepares the calls that take their buffers in a struct msghdr. */
import * as c from '../../app/shared/calls/constants-linux.ts';
import { byteStringOf } from '../../app/shared/domain/bytes.ts';
import { dataArg, descriptorArg, descriptorsArg, flagsArg, intArg, namesOf, textArg } from './args.ts';
import { endSeen, sendFlags } from './data-calls.ts';
import { decodeRights, encodeMessage, encodeRights, messageFlags, rightsSpace } from './msghdr.ts';
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
