/** Scenes of sockets with odd names, and of sockets that no descriptor in the table of a process holds. */
import { openSync, writeSync } from 'node:fs';
import { libc } from '../../../native-bridge/linux/bindings.ts';

const [AF_UNIX, STREAM] = [1, 1];
const c = libc();

export const ELSEWHERE: Readonly<Record<string, () => object | Promise<object>>> = {
  /** The name of the process and the path of its socket are the next arguments, in hexadecimal. */
  'odd-names': () => {
    const [name, path] = [3, 4].map((i) => Buffer.from(process.argv[i]!, 'hex'));
    writeSync(openSync('/proc/self/comm', 'w'), name!);
    const fd = Number(c.socket(AF_UNIX, STREAM, 0));
    const address = Buffer.concat([Buffer.from([AF_UNIX, 0]), path!, Buffer.from([0])]);
    if (Number(c.bind(fd, address, address.length)) < 0 || Number(c.listen(fd, 8)) < 0) throw new Error('no listener');
    return { fd };
  },
};
