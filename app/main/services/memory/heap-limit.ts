/** How much this process can keep. */
import { getHeapStatistics } from 'node:v8';

const MB = 1024 * 1024;
/**
 * Bytes of V8's limit for young objects: three times its largest semi-space, which has 16 MB in V8 11 (Node 20) and 64 MB in V8 13
 * (Node 24). Where it is smaller than assumed, warnings come early.
 */
const YOUNG = (Number.parseInt(process.versions.v8, 10) < 12 ? 48 : 192) * MB;

/** Bytes for the objects that stay: the space for these runs out first. */
export function heapLimit(): number {
  const { heap_size_limit: limit } = getHeapStatistics();
  return Math.max(limit / 4, limit - YOUNG);
}
