/** What every Linux entry of the catalogue shares. */
import { descriptor } from './args.ts';
import type { ArgSpec, CallSpec, ResultKind } from './types.ts';

export const fd = descriptor('fd', 'The descriptor');

export function call(
  name: string, summary: string, prototype: string, args: readonly ArgSpec[], result: ResultKind, mayBlock?: true,
): CallSpec {
  const doc = `https://man7.org/linux/man-pages/man2/${name}.2.html`;
  return { name, platform: 'linux', summary, prototype, args, result, doc, ...(mayBlock ? { mayBlock } : {}) };
}
