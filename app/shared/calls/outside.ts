/**
 * Actions of an outside process. It is a plain program that shares nothing, so it is described by what it
 * does and not by its system calls: one conversation at a time, through sockets of the JavaScript runtime.
 */
import { address, data, integer, optional } from './args.ts';
import { defineCalls } from './define.ts';

export const OUTSIDE_CALLS = defineCalls('outside', () => 'https://nodejs.org/docs/latest-v20.x/api/net.html', {
  listens: {
    summary: 'Listens on 127.0.0.1, on a port the system chooses, and accepts the first connection.', prototype: '', args: [],
    result: 'address', verb: 'listen', c: 'written',
  },
  connects: {
    summary: 'Connects to an address.', prototype: '', args: [address('to', 'Where to')],
    result: 'none', verb: 'connect', waits: 'peer', address: 'connects', c: 'written',
  },
  sends: {
    summary: 'Sends bytes on its connection.', prototype: '', args: [data('data', 'Text, as UTF-8')],
    result: 'number', verb: 'send', number: 'bytes', c: 'written',
  },
  reads: {
    summary: 'Waits for bytes, the end of the stream, or a reset, and reads the available bytes.', prototype: '',
    args: [optional(integer('timeout', 'Milliseconds to wait', 0, 60_000))],
    result: 'data', verb: 'receive', waits: 'timeout', idle: 'no data', receives: true, c: 'written',
  },
  closes: { summary: 'Closes its connection.', prototype: '', args: [], result: 'none', verb: 'close', c: 'written' },
});
