/**
 * The iterator over every descriptor of every process (bpf_iter task_file), in about 150 instructions. It writes
 * records of {@link RECORD_BYTES}; records after a socket's record without a process belong to that socket.
 */
import { Assembler } from './assembler.ts';
import type { Btf } from './btf.ts';

export const RECORD_BYTES = 48;
export const KIND = { socket: 1, file: 2, address: 3, registration: 4, more: 5 } as const;
/** Maximum number of registrations followed per file: the kernel's buffer must hold the output of one descriptor. */
export const MOST_REGISTRATIONS = 512;

/** Names in the kernel's BTF that the program needs. */
export const NAMES = [
  'bpf_iter_task_file', 'bpf_iter_meta', 'bpf_iter__task_file', 'task_struct', 'files_struct', 'fdtable', 'file', 'inode', 'socket',
  'sock', 'net', 'unix_sock', 'epitem', 'eventpoll',
  'hlist_head', 'hlist_node',
] as const;

const HELPER = { probeReadKernel: 113, seqWrite: 127, sockFromFile: 162 } as const;
const AF_UNIX = 1;
const AF_INET6 = 10;
const FRAME = 10;
/** Stack offsets. */
const RECORD = -RECORD_BYTES;
const WORD = RECORD - 8;
/** The fields of a record. */
export const AT = {
  kind: 0, tgid: 4, descriptor: 8, thread: 12, file: 16, inode: 24, operations: 24, namespace: 32, family: 36, state: 38,
  inFlight: 40, type: 44, protocol: 46,
  localPort: 4, remotePort: 6, local: 8, remote: 24,
  tfd: 4, mask: 8, instance: 24, data: 32, item: 40,
} as const;

/**
 * @throws Error if this kernel lacks something; `ownNamespace` is the inode of this namespace, whose addresses come
 * from other tables. `counted`: for kernels before 6.9, whose verifier follows each round of a loop, which takes 20 ms.
 */
export function assemble(btf: Btf, ownNamespace: number, counted = false): Buffer {
  const a = new Assembler();
  const sk = (path: string) => btf.offset('sock', `__sk_common.${path}`);
  const [TASK, FILE, SEQ] = [7, 8, 9];
  // r6 the context, r7 the task and later the socket, r8 the file, r9 the output position.
  a.move(6, 1).load(8, TASK, 6, 8).load(8, FILE, 6, 24).jump('eq', TASK, 0, 'end').jump('eq', FILE, 0, 'end');
  a.load(8, SEQ, 6, 0).load(8, SEQ, SEQ, btf.offset('bpf_iter_meta', 'seq'));
  clear(a);
  a.load(4, 1, TASK, btf.offset('task_struct', 'tgid')).store(4, FRAME, RECORD + AT.tgid, 1);
  a.load(4, 2, 6, 16).store(4, FRAME, RECORD + AT.descriptor, 2);
  a.store(8, FRAME, RECORD + AT.file, FILE);
  closeOnExec(a, btf, TASK);
  a.move(1, FILE).call(HELPER.sockFromFile).jump('eq', 0, 0, 'file');

  const SOCK = 7;
  a.load(8, SOCK, 0, btf.offset('socket', 'sk'));
  a.load(8, 1, FILE, btf.offset('file', 'f_inode')).load(8, 1, 1, btf.offset('inode', 'i_ino')).store(8, FRAME, RECORD + AT.inode, 1);
  a.storeNumber(4, FRAME, RECORD + AT.kind, KIND.socket);
  a.jump('eq', SOCK, 0, 'write');
  a.load(2, 1, SOCK, sk('skc_family')).store(2, FRAME, RECORD + AT.family, 1);
  a.load(1, 2, SOCK, sk('skc_state')).store(1, FRAME, RECORD + AT.state, 2);
  a.load(2, 2, SOCK, btf.offset('sock', 'sk_type')).store(2, FRAME, RECORD + AT.type, 2);
  if (btf.has('sock', 'sk_protocol')) a.load(2, 2, SOCK, btf.offset('sock', 'sk_protocol')).store(2, FRAME, RECORD + AT.protocol, 2);
  a.load(8, 2, SOCK, sk('skc_net.net')).load(4, 2, 2, btf.offset('net', 'ns.inum')).store(4, FRAME, RECORD + AT.namespace, 2);
  a.storeNumber(4, FRAME, RECORD + AT.inFlight, -1).jump('ne', 1, AF_UNIX, 'write');
  a.move(1, FRAME).number('add', 1, RECORD + AT.inFlight).moveNumber(2, 4).move(3, SOCK)
    .number('add', 3, btf.offset('unix_sock', 'scm_stat.nr_fds')).call(HELPER.probeReadKernel);
  a.label('write');
  write(a, SEQ);
  a.jump('eq', SOCK, 0, 'watchers');
  a.load(4, 1, FRAME, RECORD + AT.namespace).jump32('eq', 1, ownNamespace, 'watchers');
  address(a, sk, SOCK, SEQ);

  a.label('watchers');
  registrations(a, btf, FILE, SEQ, counted);

  a.label('file');
  a.load(8, 1, FILE, btf.offset('file', 'f_op')).store(8, FRAME, RECORD + AT.operations, 1).storeNumber(4, FRAME, RECORD + AT.kind,
    KIND.file);
  write(a, SEQ);
  return a.label('end').moveNumber(0, 0).exit().bytes();
}

function clear(a: Assembler): void {
  for (let at = 0; at < RECORD_BYTES; at += 8) a.storeNumber(8, FRAME, RECORD + at, 0);
}

function write(a: Assembler, seq: number): void {
  a.move(1, seq).move(2, FRAME).number('add', 2, RECORD).moveNumber(3, RECORD_BYTES).call(HELPER.seqWrite);
}

/** FD_CLOEXEC is a bit of a map beside the table of descriptors; it becomes bit 31, above the thread's id. */
function closeOnExec(a: Assembler, btf: Btf, task: number): void {
  a.load(8, 3, task, btf.offset('task_struct', 'files')).load(8, 3, 3, btf.offset('files_struct', 'fdt')).load(8, 3, 3,
    btf.offset('fdtable', 'close_on_exec'));
  a.number('rsh', 2, 6).number('lsh', 2, 3).register('add', 3, 2);
  a.storeNumber(8, FRAME, WORD, 0).move(1, FRAME).number('add', 1, WORD).moveNumber(2, 8).call(HELPER.probeReadKernel);
  a.load(4, 2, FRAME, RECORD + AT.descriptor).number('and', 2, 63).load(8, 1, FRAME, WORD).register('rsh', 1, 2).number('and', 1, 1);
  a.number('lsh', 1, 31).load(4, 2, task, btf.offset('task_struct', 'pid')).register('or', 1, 2);
  a.store(4, FRAME, RECORD + AT.thread, 1);
}

/** Ports and addresses, for sockets of namespaces that no other table lists. */
function address(a: Assembler, sk: (path: string) => number, sock: number, seq: number): void {
  clear(a);
  a.storeNumber(4, FRAME, RECORD + AT.kind, KIND.address);
  a.load(2, 1, sock, sk('skc_num')).store(2, FRAME, RECORD + AT.localPort, 1);
  a.load(2, 1, sock, sk('skc_dport')).store(2, FRAME, RECORD + AT.remotePort, 1);
  a.load(2, 1, sock, sk('skc_family')).jump('eq', 1, AF_INET6, 'six');
  for (const [field, at] of [['skc_rcv_saddr', AT.local], ['skc_daddr', AT.remote]] as const)
    a.load(4, 1, sock, sk(field)).store(4, FRAME, RECORD + at, 1);
  a.jump('always', 0, 0, 'addressed').label('six');
  for (const [field, at] of [['skc_v6_rcv_saddr', AT.local], ['skc_v6_daddr', AT.remote]] as const) {
    a.move(1, FRAME).number('add', 1, RECORD + at).moveNumber(2, 16).move(3, sock).number('add', 3, sk(field)).call(HELPER.probeReadKernel);
  }
  a.label('addressed');
  write(a, seq);
}

/** Follows the list of epoll items that watch the file. */
function registrations(a: Assembler, btf: Btf, file: number, seq: number, counted: boolean): void {
  const size = (btf.size('epitem') + 7) & ~7;
  const ITEM = WORD - size;
  const item = (path: string) => ITEM + btf.offset('epitem', path);
  const link = btf.offset('epitem', 'fllink');
  const [NODE, COUNT] = [6, 7];
  const read = (to: number, bytes: number) => a.move(1, FRAME).number('add', 1, to).moveNumber(2, bytes).call(HELPER.probeReadKernel);
  a.load(8, 3, file, btf.offset('file', 'f_ep')).jump('eq', 3, 0, 'end');
  a.storeNumber(8, FRAME, WORD, 0);
  read(WORD, 8).load(8, NODE, FRAME, WORD).moveNumber(COUNT, 0);
  // The same zero, as a value that the verifier does not know.
  if (!counted) a.move(COUNT, NODE).register('sub', COUNT, NODE);
  a.label('next');
  if (!counted) a.mayGoto('more');
  a.jump('eq', NODE, 0, 'end').jump('ge', COUNT, MOST_REGISTRATIONS, 'more');
  clear(a);
  a.storeNumber(4, FRAME, RECORD + AT.kind, KIND.registration).store(8, FRAME, RECORD + AT.file, file);
  a.move(3, NODE).number('add', 3, -link).store(8, FRAME, RECORD + AT.item, 3);
  for (let at = 0; at < size; at += 8) a.storeNumber(8, FRAME, ITEM + at, 0);
  read(ITEM, btf.size('epitem'));
  a.load(4, 1, FRAME, item('ffd.fd')).store(4, FRAME, RECORD + AT.tfd, 1);
  a.load(4, 1, FRAME, item('event.events')).store(4, FRAME, RECORD + AT.mask, 1);
  const data = item('event') + (btf.offset('epitem', 'event.data') - btf.offset('epitem', 'event'));
  a.load(4, 1, FRAME, data).store(4, FRAME, RECORD + AT.data, 1).load(4, 1, FRAME, data + 4).store(4, FRAME, RECORD + AT.data + 4, 1);
  a.load(8, 3, FRAME, item('ep')).number('add', 3, btf.offset('eventpoll', 'file'));
  read(RECORD + AT.instance, 8);
  a.load(8, NODE, FRAME, item('fllink'));
  write(a, seq);
  a.number('add', COUNT, 1).jump('always', 0, 0, 'next');
  a.label('more');
  clear(a);
  a.storeNumber(4, FRAME, RECORD + AT.kind, KIND.more);
  write(a, seq);
  a.jump('always', 0, 0, 'end');
}
