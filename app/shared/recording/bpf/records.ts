/** Records in the bytes of a ring of the kernel: a header of 8 bytes each, and rounded up to 8. */

const [HEADER, BUSY, DISCARDED, LENGTH] = [8, 0x8000_0000, 0x4000_0000, 0x3fff_ffff];

/** Calls `on` for the complete records in the first `bytes`, up to one that is still written. Returns where they end. */
export function eachRecord(ring: Uint8Array, bytes: number, on: (at: number, length: number) => void = () => undefined): number {
  const view = new DataView(ring.buffer, ring.byteOffset, bytes);
  let at = 0;
  while (at + HEADER <= bytes) {
    const word = view.getUint32(at, true);
    const length = word & LENGTH;
    const next = at + HEADER + Math.ceil(length / 8) * 8;
    if ((word & BUSY) !== 0 || next > bytes) break;
    if ((word & DISCARDED) === 0) on(at + HEADER, length);
    at = next;
  }
  return at;
}

/** A record as the ring would have it. */
export function asInRing(record: Uint8Array): Uint8Array {
  const out = new Uint8Array(HEADER + Math.ceil(record.length / 8) * 8);
  new DataView(out.buffer).setUint32(0, record.length, true);
  out.set(record, HEADER);
  return out;
}
