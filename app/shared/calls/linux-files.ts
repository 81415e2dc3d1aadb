/** Linux calls that move bytes between a socket and a file or pipe. */
import { descriptor, flags, integer, optional, text } from './args.ts';
import * as c from './constants-linux.ts';
import { defineCalls, manPage } from './define.ts';

/** The worlds of a session have sockets and what refers to them. */
const NO_PIPES = 'a session has no pipes';

export const FILE_CALLS = defineCalls('linux', manPage, {
  sendfile: {
    summary: 'Sends the bytes of a file as write does; here of a file in memory that has this text and no other descriptor.',
    prototype: 'ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count);',
    args: [descriptor('fd', 'The descriptor to send to'), text],
    result: 'number', verb: 'send', waits: 'room', number: 'bytes', c: 'written',
  },
  pipe2: {
    summary: 'Creates a pipe: a descriptor to read from, and one to write to.', prototype: 'int pipe2(int pipefd[2], int flags);',
    doc: manPage('pipe'), args: [optional(flags('flags', 'Flags of both', c.PIPE_FLAGS))],
    result: 'descriptors', verb: 'create', c: { done: 'pipe2((int[2]) { -1, -1 }, {flags})' }, notPerformed: NO_PIPES,
  },
  splice: {
    summary: 'Moves bytes from one descriptor to the other without copying them through the program; one of them is a pipe.',
    prototype: 'ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t size, unsigned int flags);',
    args: [descriptor('fd', 'Where the bytes come from'), descriptor('out', 'Where they go'),
      integer('length', 'The most bytes to move', 0, 65_536)],
    result: 'number', verb: 'receive', waits: 'data', receives: true, number: 'bytes',
    c: { count: 'splice({fd}, NULL, {out}, NULL, {length}, 0)' }, notPerformed: NO_PIPES,
  },
});
