/** The first bytes that a call moved, for recordings that keep them. */
import { own } from '../../base/own.ts';
import { byteStringOf } from '../../domain/bytes.ts';
import { type Memory, viewAt } from './memory.ts';
import { MSGHDR } from './structures.ts';

/** Bytes per call at most. */
export const MOST_PAYLOAD = 2048;
/** Where they are: in a buffer, in the parts of an iovec, or in those of a message. */
type Place = 'buffer' | 'parts' | 'message';

const PLACES: Readonly<Record<string, Place>> = { read: 'buffer', write: 'buffer', recvfrom: 'buffer', sendto: 'buffer', readv: 'parts',
  writev: 'parts', sendmsg: 'message', recvmsg: 'message' };
const [IOVEC, MOST_PARTS] = [16, 32];

/** null for a call that moves no bytes of a buffer, such as sendfile. */
export const payloadPlace = (name: string): Place | null => own(PLACES, name) ?? null;

/** As a byte string; null if nothing can be read. `value`: what the call returned. `most`: bytes. */
export function payloadOf(name: string, registers: readonly bigint[], memory: Memory, value: number, most: number): string | null {
  const place = payloadPlace(name);
  if (place === null || value <= 0 || most <= 0) return null;
  const [, at = 0n, third = 0n] = registers;
  let [text, left] = ['', Math.min(value, most)];
  const parts = place === 'buffer' ? [{ base: at, length: Number(third) }]
    : place === 'parts' ? partsAt(memory, at, third) : partsOf(memory, at);
  for (const { base, length } of parts) {
    const wanted = Math.min(length, left);
    const bytes = wanted > 0 ? memory(base, wanted) : new Uint8Array();
    text += bytes ? byteStringOf(bytes) : '';
    left -= wanted;
    // The source has no more of this part, and the next one would not follow it.
    if (left === 0 || (bytes?.length ?? 0) < wanted) break;
  }
  return text === '' ? null : text;
}

function partsAt(memory: Memory, address: bigint, count: bigint): { base: bigint; length: number }[] {
  const view = viewAt(memory, address, Math.min(Number(count), MOST_PARTS) * IOVEC);
  return Array.from({ length: Math.floor((view?.byteLength ?? 0) / IOVEC) }, (_, i) =>
    ({ base: view!.getBigUint64(IOVEC * i, true), length: Number(view!.getBigUint64(IOVEC * i + 8, true)) }));
}

function partsOf(memory: Memory, message: bigint): ReturnType<typeof partsAt> {
  const view = viewAt(memory, message, MSGHDR.size);
  return view ? partsAt(memory, view.getBigUint64(MSGHDR.parts, true), view.getBigUint64(MSGHDR.count, true)) : [];
}
