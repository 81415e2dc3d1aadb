/** Milliseconds as the structures of <time.h>, with 8 bytes for each field. */
const [MS_PER_S, US_PER_MS, NS_PER_MS] = [1000, 1000, 1_000_000];

export const timeval = (ms: number): Buffer => fields(Math.trunc(ms / MS_PER_S), (ms % MS_PER_S) * US_PER_MS);
export const timespec = (ms: number): Buffer => fields(Math.trunc(ms / MS_PER_S), (ms % MS_PER_S) * NS_PER_MS);

function fields(seconds: number, fraction: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64LE(BigInt(seconds), 0);
  bytes.writeBigInt64LE(BigInt(fraction), 8);
  return bytes;
}
