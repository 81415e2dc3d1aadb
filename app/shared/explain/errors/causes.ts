/** Finds the cause of an error: one finder per error, for the names of both platforms. */
import type { RuleId } from '../../domain/ids.ts';
import type { Sentence } from '../../trace/sentence.ts';
import { addressInUse, blobCause, portCause, refused, reset, wrongState } from './cause-addresses.ts';
import { noDescriptor, noItem, sameItem } from './cause-descriptors.ts';
import { registeredStill, sendEnded, wouldBlock } from './cause-state.ts';
import type { Failure } from './failure.ts';

export interface Cause {
  answer: readonly Sentence[];
  rules: readonly RuleId[];
}

/** Null: the finder does not cover this case, and the next one is tried. */
export type FindCause = (failure: Failure) => Cause | null;

export const CAUSES: Readonly<Record<string, readonly FindCause[]>> = {
  WSAENOTSOCK: [noDescriptor], EBADF: [noDescriptor],
  WSAEINVAL: [blobCause, registeredStill, wrongState], EINVAL: [wrongState],
  WSAEWOULDBLOCK: [wouldBlock], EAGAIN: [wouldBlock],
  WSAENOTCONN: [wrongState], ENOTCONN: [wrongState], WSAEISCONN: [wrongState], EISCONN: [wrongState],
  WSAESHUTDOWN: [sendEnded], EPIPE: [sendEnded],
  WSAECONNREFUSED: [refused], ECONNREFUSED: [refused],
  WSAECONNRESET: [reset], ECONNRESET: [reset], WSAECONNABORTED: [reset],
  WSAEADDRINUSE: [addressInUse], EADDRINUSE: [addressInUse],
  EEXIST: [sameItem], ENOENT: [noItem],
  WSA_INVALID_PARAMETER: [portCause],
};
