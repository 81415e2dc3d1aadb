/** A payload in a pipe or file: 4 bytes length (little-endian), 1 byte kind, the bytes. */
import type { Payload } from '../channel/protocol.ts';
import { PAYLOAD_LIMIT } from './blob-store.ts';

const HEADER = 5;
const KINDS = { blob: 1, text: 2 } as const;

export function encodeFrame(payload: Payload): Buffer {
  const frame = Buffer.alloc(HEADER + payload.bytes.length);
  frame.writeUInt32LE(payload.bytes.length, 0);
  frame.writeUInt8(KINDS[payload.kind], 4);
  frame.set(payload.bytes, HEADER);
  return frame;
}

/**
 * The payload once it is complete, null before.
 * @throws Error for a length above the limit, an unknown kind, or bytes after the frame.
 */
export function decodeFrame(bytes: Buffer): Payload | null {
  if (bytes.length < HEADER) return null;
  const length = bytes.readUInt32LE(0);
  const kind = bytes.readUInt8(4);
  if (length > PAYLOAD_LIMIT) throw new Error(`A frame of ${length} bytes is longer than any payload`);
  if (kind !== KINDS.blob && kind !== KINDS.text) throw new Error(`A frame of kind ${kind} is not ours`);
  if (bytes.length < HEADER + length) return null;
  if (bytes.length > HEADER + length) throw new Error('There are bytes behind the frame');
  return { kind: kind === KINDS.blob ? 'blob' : 'text', bytes: Uint8Array.from(bytes.subarray(HEADER)) };
}
