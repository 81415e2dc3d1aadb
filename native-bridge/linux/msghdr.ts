/**
 * struct msghdr and struct cmsghdr as bytes (rule P26; x86-64 and arm64 share the layout): msghdr is 56
 * bytes with name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48; cmsghdr is 16
 * bytes with len u64, level i32, type i32; data and headers are aligned to 8.
 */
import { addressOf } from './bindings.ts';

const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const HEADER = 56;
const CMSG_HEADER = 16;
const align8 = (n: number): number => (n + 7) & ~7;

/** CMSG_SPACE for `count` descriptors, in bytes. Space for an odd count includes one more (P7). */
export const rightsSpace = (count: number): number => align8(CMSG_HEADER + 4 * count);

/** A msghdr, and the buffers it points to: keep a reference until the call has returned. */
export interface Message {
  readonly header: Buffer;
  readonly data: Uint8Array;
  readonly control: Uint8Array | null;
  readonly name: Uint8Array | null;
}

/** A msghdr over these buffers; msg_controllen is exactly the length of `control`. */
export function encodeMessage(data: Uint8Array, control: Uint8Array | null, name: Uint8Array | null): Message {
  // One block with its one iovec at the end: each address query moves a block out of the heap.
  const header = Buffer.alloc(HEADER + 16);
  header.writeBigUInt64LE(data.length > 0 ? addressOf(data) : 0n, HEADER);
  header.writeBigUInt64LE(BigInt(data.length), HEADER + 8);
  if (name && name.length > 0) {
    header.writeBigUInt64LE(addressOf(name), 0);
    header.writeUInt32LE(name.length, 8);
  }
  header.writeBigUInt64LE(addressOf(header) + BigInt(HEADER), 16);
  header.writeBigUInt64LE(1n, 24);
  if (control && control.length > 0) {
    header.writeBigUInt64LE(addressOf(control), 32);
    header.writeBigUInt64LE(BigInt(control.length), 40);
  }
  return { header, data, control, name };
}

/** One SCM_RIGHTS control message that carries these descriptors; null for none. cmsg(3), unix(7). */
export function encodeRights(descriptors: readonly number[]): Buffer | null {
  if (descriptors.length === 0) return null;
  const bytes = Buffer.alloc(rightsSpace(descriptors.length));
  bytes.writeBigUInt64LE(BigInt(CMSG_HEADER + 4 * descriptors.length), 0);
  bytes.writeInt32LE(SOL_SOCKET, 8);
  bytes.writeInt32LE(SCM_RIGHTS, 12);
  descriptors.forEach((fd, i) => bytes.writeInt32LE(fd, CMSG_HEADER + 4 * i));
  return bytes;
}

/** msg_flags of a message that recvmsg has filled, as the kernel wrote them. */
export const messageFlags = (message: Message): number => message.header.readInt32LE(48);

/** The descriptors of every SCM_RIGHTS control message that recvmsg has filled in, in order. */
export function decodeRights(message: Message): number[] {
  const filled = Number(message.header.readBigUInt64LE(40));
  if (!message.control) return [];
  const bytes = Buffer.from(message.control.buffer, message.control.byteOffset, Math.min(filled, message.control.length));
  const found: number[] = [];
  for (let at = 0; at + CMSG_HEADER <= bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(at));
    if (length < CMSG_HEADER) break;
    if (bytes.readInt32LE(at + 8) === SOL_SOCKET && bytes.readInt32LE(at + 12) === SCM_RIGHTS) {
      const end = Math.min(at + length, bytes.length);
      for (let i = at + CMSG_HEADER; i + 4 <= end; i += 4) found.push(bytes.readInt32LE(i));
    }
    at += align8(length);
  }
  return found;
}
