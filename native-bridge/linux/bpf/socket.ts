/** Describes the socket whose descriptor is in r3, in the record at r6. */
import { SOCKET_AT, WITH_SOCKET_BYTES } from '../../../app/shared/recording/bpf/layout.ts';
import type { Assembler } from '../live/bpf/assembler.ts';
import type { Btf } from '../live/bpf/btf.ts';
import { FRAME, HELPER, STACK, clear } from './frame.ts';
import { S_IFMT, S_IFSOCK, fieldsOf, readKernel, walk } from './walk.ts';

const [AF_UNIX, AF_INET6] = [1, 10];
/** The start of a struct sock: addresses, ports and family of every kernel since 3.12. */
const START = 24;

/** Jumps to `done` where it is no socket. Uses r8. */
export function describeSocket(a: Assembler, btf: Btf, done: string): void {
  clear(a, 6, SOCKET_AT.inode, WITH_SOCKET_BYTES);
  walk(a, btf);
  const { mode, number, data } = fieldsOf(btf);
  a.load(2, 1, FRAME, mode).number('and', 1, S_IFMT).jump('ne', 1, S_IFSOCK, done);
  a.load(8, 1, FRAME, number).store(8, 6, SOCKET_AT.inode, 1);
  const word = STACK.file;
  const follow = (offset: number): Assembler =>
    readKernel(a.number('add', 3, offset), word, 8).load(8, 3, FRAME, word).jump('eq', 3, 0, done);
  a.load(8, 3, FRAME, data).jump('eq', 3, 0, done);
  follow(btf.offset('socket', 'sk')).move(8, 3);
  readKernel(a, STACK.fileFields, START);
  for (const [name, at, size] of [['skc_family', SOCKET_AT.family, 2], ['skc_num', SOCKET_AT.localPort, 2],
    ['skc_dport', SOCKET_AT.remotePort, 2], ['skc_rcv_saddr', SOCKET_AT.local4, 4], ['skc_daddr', SOCKET_AT.remote4, 4]] as const) {
    const offset = btf.offset('sock', `__sk_common.${name}`);
    if (offset + size > START) throw new Error(`${name} is in an unknown place in this kernel`);
    a.load(size, 1, FRAME, STACK.fileFields + offset).store(size, 6, at, 1);
  }
  intoRecord(a, SOCKET_AT.type, btf.offset('sock', 'sk_type'), 2);
  a.load(2, 1, 6, SOCKET_AT.family).jump('eq', 1, AF_INET6, `six ${done}`).jump('ne', 1, AF_UNIX, done);
  a.move(3, 8);
  follow(btf.offset('unix_sock', 'peer'));
  follow(btf.offset('sock', 'sk_socket'));
  a.number('add', 3, btf.offset('socket_alloc', 'vfs_inode') + btf.offset('inode', 'i_ino')).move(1, 6).number('add', 1, SOCKET_AT.peer)
    .moveNumber(2, 8).call(HELPER.readKernel).jump('always', 0, 0, done);
  a.label(`six ${done}`);
  intoRecord(a, SOCKET_AT.local6, btf.offset('sock', '__sk_common.skc_v6_rcv_saddr'), 16);
  intoRecord(a, SOCKET_AT.remote6, btf.offset('sock', '__sk_common.skc_v6_daddr'), 16);
}

/** Copies a field of the sock at r8. */
function intoRecord(a: Assembler, to: number, offset: number, bytes: number): void {
  a.move(3, 8).number('add', 3, offset).move(1, 6).number('add', 1, to).moveNumber(2, bytes).call(HELPER.readKernel);
}
