/** Traces as bytes: NDJSON in UTF-8, plain or gzipped. A damaged archive gives what comes before the damage. */
import { Gunzip, gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { InputProblem } from '../base/input-problem.ts';
import { readTrace, writeTrace } from './file.ts';
import type { TraceLog } from './log.ts';

const MAGIC = [0x1f, 0x8b] as const;
/** Bytes given to the decoder at a time: what it had made of a piece with a fault in it is lost. */
const PIECE = 512;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === MAGIC[0] && bytes[1] === MAGIC[1];
}

/** Characters that one text can have in V8, and some fewer. */
const MOST_TEXT = 500 * 1024 * 1024;

/** Gzipped NDJSON. The same trace always gives the same bytes. */
export function compressTrace(log: TraceLog): Uint8Array {
  return gzipSync(strToU8(writeTrace(log)), { level: 9, mtime: 0 });
}

/**
 * Opens a trace up to its damage, if it has any; `damage` then says where it is and what is lost.
 * @throws InputProblem when not even the first line can be read as one of a trace, or when it unpacks to more than `most` bytes.
 */
export function openTrace(bytes: Uint8Array, file: string, most = MOST_TEXT): { log: TraceLog; damage: string | null } {
  if (!isGzip(bytes)) return readTrace(strFromU8(bytes), file);
  const { text, whole } = unpacked(bytes, file, most);
  const { log, damage } = readTrace(text, file);
  if (whole) return { log, damage };
  return { log, damage: `The archive ${file} is damaged or cut off; the ${log.length} steps before that were read.` };
}

function unpacked(bytes: Uint8Array, file: string, most: number): { text: string; whole: boolean } {
  // The archive says how large it is (RFC 1952, ISIZE), and the decoder makes room for so much, and no more.
  if (sizeTold(bytes) > most) return unpackedInPieces(bytes, file, most);
  try {
    return { text: strFromU8(gunzipSync(bytes)), whole: true };
  } catch {
    return unpackedInPieces(bytes, file, most);
  }
}

function sizeTold(bytes: Uint8Array): number {
  return bytes.length < 18 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

/** Up to the damage; many times slower. */
function unpackedInPieces(bytes: Uint8Array, file: string, most: number): { text: string; whole: boolean } {
  const tooLarge = new InputProblem(`unpacked, it has more than the ${Math.floor(most / 1048576)} MB that can be read`, file,
    'Nothing was read.');
  const pieces: Uint8Array[] = [];
  let whole = false;
  let length = 0;
  const gunzip = new Gunzip((piece, last) => {
    length += piece.length;
    // The decoder's own way out: it passes on what its reader throws.
    if (length > most) throw tooLarge;
    pieces.push(piece);
    whole ||= last;
  });
  try {
    for (let at = 0; at < bytes.length; at += PIECE) gunzip.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
  } catch (error) {
    if (error === tooLarge) throw tooLarge;
    whole = false;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return { text: strFromU8(all), whole };
}
