/** Traces as bytes: NDJSON in UTF-8, plain or gzipped. A damaged archive gives what comes before the damage. */
import { Gunzip, gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { readTrace, writeTrace } from './file.ts';
import type { TraceLog } from './log.ts';

const MAGIC = [0x1f, 0x8b] as const;
/** Bytes given to the decoder at a time: what it had made of a piece with a fault in it is lost. */
const PIECE = 512;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === MAGIC[0] && bytes[1] === MAGIC[1];
}

/** Gzipped NDJSON. The same trace always gives the same bytes. */
export function compressTrace(log: TraceLog): Uint8Array {
  return gzipSync(strToU8(writeTrace(log)), { level: 9, mtime: 0 });
}

/**
 * Opens a trace up to its damage, if it has any; `damage` then says where it is and what is lost.
 * @throws InputProblem when not even the first line can be read as one of a trace.
 */
export function openTrace(bytes: Uint8Array, file: string): { log: TraceLog; damage: string | null } {
  if (!isGzip(bytes)) return readTrace(strFromU8(bytes), file);
  const { text, whole } = unpacked(bytes);
  const { log, damage } = readTrace(text, file);
  if (whole) return { log, damage };
  return { log, damage: `The archive ${file} is damaged or cut off; the ${log.length} steps before that were read.` };
}

function unpacked(bytes: Uint8Array): { text: string; whole: boolean } {
  try {
    return { text: strFromU8(gunzipSync(bytes)), whole: true };
  } catch {
    return unpackedInPieces(bytes);
  }
}

/** Up to the damage; many times slower. */
function unpackedInPieces(bytes: Uint8Array): { text: string; whole: boolean } {
  const pieces: Uint8Array[] = [];
  let whole = false;
  const gunzip = new Gunzip((piece, last) => {
    pieces.push(piece);
    whole ||= last;
  });
  try {
    for (let at = 0; at < bytes.length; at += PIECE) gunzip.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
  } catch {
    whole = false;
  }
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return { text: strFromU8(all), whole };
}
