/** Prepares the calls that send a file. */
import { closeSync, writeSync } from 'node:fs';
import { FCNTL } from '../../app/shared/calls/constants-linux.ts';
import { dataArg, descriptorArg } from './args.ts';
import { libc, libcCall, type NativeCall } from './bindings.ts';
import { type Preparations } from './prepared.ts';

const MFD_CLOEXEC = 1;
/** The lowest free number can be that of a closed descriptor, with which the call is made. */
const OUT_OF_THE_WAY = 900;

export const FILES = {
  sendfile: (_libc, args) => {
    const data = dataArg(args, 'data');
    const file = inMemory(data);
    const offset = Buffer.alloc(8);
    return { native: closing(libcCall('long sendfile(int out, int file, void *offset, size_t count)'), file), hold: offset,
      params: [descriptorArg(args, 'fd'), file, offset, data.length], results: (n) => ({ number: n }) };
  },
} satisfies Preparations;

/** A file without a name that has these bytes; memfd_create(2). @throws Error if the limit of descriptors is reached. */
function inMemory(data: Uint8Array): number {
  const made = Number(libcCall('int memfd_create(const char *name, unsigned int flags)')('handoff', MFD_CLOEXEC));
  const file = made < 0 ? made : Number(libc().fcntl(made, FCNTL.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY));
  if (made >= 0) closeSync(made);
  if (file < 0) throw new Error('There is no memory or descriptor for a file');
  writeSync(file, data);
  return file;
}

/** The call, after whose return the file is closed: not before its errno was read. */
function closing(call: NativeCall, file: number): NativeCall {
  const direct = (...params: readonly unknown[]): number | bigint => {
    setImmediate(() => { closeSync(file); });
    return call(...params);
  };
  return Object.assign(direct, {
    async: (...params: readonly unknown[]) => {
      const done = params.at(-1) as (failure: Error | null, returned: number | bigint) => void;
      call.async(...params.slice(0, -1), (failure: Error | null, returned: number | bigint) => {
        done(failure, returned);
        closeSync(file);
      });
    },
  });
}
