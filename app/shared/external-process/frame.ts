/**
 * The protocol between the inspector and the user's own process; docs/bring-your-own-process.md describes it
 * byte by byte for other programs. All numbers are little-endian.
 *
 * A blob is sent as "HANDOFF1", the target's process id (u32), the length 628 (u32), the WSAPROTOCOL_INFOW. Over a
 * unix socket the eight letters are sent alone, with one descriptor as SCM_RIGHTS. The answer is "K", or "E" and a u32.
 */
import { PROTOCOL_INFO_SIZE } from '../domain/protocol-info.ts';

const MAGIC_TEXT = 'HANDOFF1';
export const MAGIC: Uint8Array = new TextEncoder().encode(MAGIC_TEXT);
const PID_AT = 8;
const LENGTH_AT = 12;
const HEADER = 16;
/** Length of a whole frame with its blob, in bytes. */
export const FRAME_SIZE = HEADER + PROTOCOL_INFO_SIZE;
const TAKEN = 0x4b;
const FAILED = 0x45;
const FAILED_SIZE = 5;

/** A blob and the only process that can import it (S23). */
export interface BlobFrame {
  targetPid: number;
  blob: Uint8Array;
}

export type Answer = { kind: 'taken' } | { kind: 'failed'; error: number };

/** @throws RangeError if the blob is not 628 bytes long (S18). */
export function encodeBlobFrame({ targetPid, blob }: BlobFrame): Uint8Array {
  if (blob.length !== PROTOCOL_INFO_SIZE) throw new RangeError(lengthText(blob.length));
  const frame = new Uint8Array(FRAME_SIZE);
  frame.set(MAGIC);
  const view = new DataView(frame.buffer);
  view.setUint32(PID_AT, targetPid, true);
  view.setUint32(LENGTH_AT, blob.length, true);
  frame.set(blob, HEADER);
  return frame;
}

export const startsWithMagic = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/**
 * Returns the complete frame, or null if bytes are missing and the present ones are valid.
 * @throws RangeError for a wrong magic, a length other than 628, or bytes after the frame.
 */
export function decodeBlobFrame(bytes: Uint8Array): BlobFrame | null {
  if (MAGIC.some((byte, i) => i < bytes.length && bytes[i] !== byte)) throw new RangeError(`it does not begin with ${MAGIC_TEXT}`);
  if (bytes.length < HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(LENGTH_AT, true);
  if (length !== PROTOCOL_INFO_SIZE) throw new RangeError(lengthText(length));
  if (bytes.length > FRAME_SIZE) throw new RangeError(`${bytes.length - FRAME_SIZE} bytes too many follow the frame of ${FRAME_SIZE}`);
  if (bytes.length < FRAME_SIZE) return null;
  return { targetPid: view.getUint32(PID_AT, true), blob: bytes.slice(HEADER) };
}

export function encodeAnswer(answer: Answer): Uint8Array {
  if (answer.kind === 'taken') return Uint8Array.of(TAKEN);
  const bytes = new Uint8Array(FAILED_SIZE);
  bytes[0] = FAILED;
  new DataView(bytes.buffer).setUint32(1, answer.error >>> 0, true);
  return bytes;
}

/** Returns the complete answer, or null while bytes are missing. @throws RangeError for anything else. */
export function decodeAnswer(bytes: Uint8Array): Answer | null {
  if (bytes.length === 0) return null;
  if (bytes[0] === TAKEN) return { kind: 'taken' };
  if (bytes[0] !== FAILED) throw new RangeError(`the answer begins with the byte ${bytes[0]}, which is neither "K" nor "E"`);
  if (bytes.length < FAILED_SIZE) return null;
  return { kind: 'failed', error: new DataView(bytes.buffer, bytes.byteOffset).getUint32(1, true) };
}

const lengthText = (length: number): string => `a WSAPROTOCOL_INFOW has ${PROTOCOL_INFO_SIZE} bytes, not ${length}`;
