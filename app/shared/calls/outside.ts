/**
 * What an outside process can do. It is a plain program that shares nothing, so it is described by what it
 * does, not by its system calls: one conversation at a time, through the runtime's own sockets.
 */
import { address, data, integer, optional } from './args.ts';
import type { ArgSpec, CallSpec, ResultKind } from './types.ts';

const DOC = 'https://nodejs.org/docs/latest-v20.x/api/net.html';

function verb(name: string, summary: string, args: readonly ArgSpec[], result: ResultKind, mayBlock?: true): CallSpec {
  return { name, platform: 'outside', summary, prototype: '', args, result, doc: DOC, ...(mayBlock ? { mayBlock } : {}) };
}

export const OUTSIDE_CALLS: readonly CallSpec[] = [
  verb('listens', 'Listens on 127.0.0.1, on a port the system chooses, and takes the first connection.', [], 'address'),
  verb('connects', 'Connects to an address.', [address('to', 'Where to')], 'none', true),
  verb('sends', 'Sends bytes on its connection.', [data('data', 'Text, as UTF-8')], 'number'),
  verb('reads', 'Waits for bytes, the end of the stream, or a reset, and takes what is there.',
    [optional(integer('timeout', 'Milliseconds to wait', 0, 60_000))], 'data', true),
  verb('closes', 'Closes its connection.', [], 'none'),
];
