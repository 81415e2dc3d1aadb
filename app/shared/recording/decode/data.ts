/** Data of calls: a recording keeps the number of bytes, and a dot for each of them. */
import type { RawValue } from '../raw.ts';
import { listOf, numberOf, recordOf } from './values.ts';

/** Bytes per call that the queues of the model hold; larger amounts leave the connection unconfirmed. */
export const MOST_DATA = 2048;

export const dots = (bytes: number): string => '.'.repeat(Math.min(Math.max(0, bytes), MOST_DATA));
export const isLarge = (bytes: number | null): boolean => (bytes ?? 0) > MOST_DATA;

/** Bytes of all buffers of an iovec; null if the source did not decode all of it. */
export function vectorLength(value: RawValue | undefined): number | null {
  let sum = 0;
  if (value?.kind === 'list' && value.cut) return null;
  for (const part of listOf(value) ?? [null]) {
    const length = part && numberOf(recordOf(part)?.['iov_len']);
    if (length === null) return null;
    sum += length;
  }
  return sum;
}
