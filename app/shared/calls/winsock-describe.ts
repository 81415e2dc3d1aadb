/** How a Winsock call is described, and where its page is. */
import { descriptor } from './args.ts';
import type { ArgSpec, CallSpec, ResultKind } from './types.ts';

const LEARN = 'https://learn.microsoft.com/windows/win32/api/';

/** One call of `header`, whose page on Microsoft Learn stands under the header's name. */
export function describe(
  header: string, name: string, summary: string, prototype: string, args: readonly ArgSpec[], result: ResultKind, mayBlock?: true,
): CallSpec {
  return {
    name, platform: 'winsock', summary, prototype, args, result, doc: `${LEARN}${header}/nf-${header}-${name.toLowerCase()}`,
    ...(mayBlock ? { mayBlock } : {}),
  };
}

export const s = descriptor('s', 'The descriptor (SOCKET)');
