/** The place of a handover, and its errors. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { NotPermitted } from '../errors/not-permitted.ts';
import { Unavailable } from '../errors/unavailable.ts';

/** `path` is the system's form: a named pipe's full name, a file, or a unix socket's path. */
export type Endpoint = { kind: 'pipe' | 'file' | 'unix'; path: string; text: string };

/** The other process did not take the socket, or nothing arrived; exit code 1. */
export class NotTaken extends Error {}

const PIPES = '\\\\.\\pipe\\';

/** @throws InputProblem for anything but pipe:NAME, file:PATH or unix:PATH; Unavailable if this system does not support it. */
export function parseEndpoint(text: string, option: string): Endpoint {
  const [, kind, rest] = /^(pipe|file|unix):(.+)$/s.exec(text) ?? [];
  if (kind === undefined || rest === undefined)
    throw new InputProblem(`"${text}" is not a place`, option, 'Write pipe:NAME, file:PATH or unix:PATH.');
  const onWindows = process.platform === 'win32';
  if (onWindows && kind === 'unix')
    throw new Unavailable('Descriptors travel over a unix socket on Linux only; on Windows use pipe:NAME or file:PATH.');
  if (!onWindows && kind !== 'unix') throw new Unavailable('A WSAPROTOCOL_INFOW travels on Windows only; on Linux use unix:PATH.');
  if (kind === 'unix' && Buffer.byteLength(rest) > 107)
    throw new InputProblem('a unix socket has at most 107 bytes of path', text, 'Choose a shorter one.');
  // An abstract name or a relative path would not begin with a slash, and bind must know which it is.
  const path = kind === 'unix' && !rest.startsWith('/') && !rest.startsWith('@') ? `${process.cwd()}/${rest}` : rest;
  return { kind: kind as Endpoint['kind'], path: kind === 'pipe' && !rest.startsWith(PIPES) ? PIPES + rest : path, text };
}

/** The message for an errno from opening, connecting to or writing to a place, or (`waiting`) from waiting there. */
export function endpointProblem(code: string, place: Endpoint, otherwise: Error, waiting = false): Error {
  switch (code) {
    case 'ENOENT': case 'ECONNREFUSED':
      if (waiting) return new InputProblem('the folder does not exist', place.text, 'Use an existing folder.');
      return new InputProblem('no process listens on it', place.text, 'Start the receiver first.');
    case 'EACCES': case 'EPERM': return new NotPermitted(`${place.text}: this user has no access.`);
    case 'EADDRINUSE': case 'EEXIST': return new InputProblem('it already exists', place.text, 'Remove it, or choose another name.');
    case 'ENOTDIR': case 'EISDIR': case 'ENOTSOCK':
      return new InputProblem('it is not of the named kind', place.text, 'Choose another path.');
    default: return otherwise;
  }
}
