/**
 * What lies in the receive queues of unix sockets: an iterator over every descriptor that follows the queue of a unix socket
 * with descriptors in flight. It writes pairs of inodes: the socket whose queue it is, and the socket in the queue, or 0 where the
 * rest of the queue is not followed.
 */
import { Assembler } from './assembler.ts';
import { Btf } from './btf.ts';
import { BpfIterator } from './load.ts';

const NAMES = ['bpf_iter_task_file', 'bpf_iter_meta', 'file', 'inode', 'socket', 'sock', 'unix_sock', 'sk_buff', 'sk_buff_head',
  'unix_skb_parms', 'scm_fp_list'] as const;
const HELPER = { probeReadKernel: 113, seqWrite: 127, sockFromFile: 162 } as const;
const [AF_UNIX, FRAME, PAIR] = [1, 10, 16];
/** Packets and descriptors followed per queue. */
const MOST_STEPS = 256;
/** Stack offsets: the pair, and words of eight bytes. `ENTRY` to `END` are the descriptors of one packet. */
const [RECORD, ENTRY, END, HEAD, NEXT, WORD, OPERATIONS] = [-16, -24, -32, -40, -48, -56, -64] as const;
/** r6 the packet, r7 the steps, r8 the file, r9 the output. */
const [PACKET, STEPS, FILE, SEQ] = [6, 7, 8, 9] as const;

/**
 * Pairs of inodes: carrier, and what its queue holds, or 0 if it holds more than was followed.
 * @throws BpfRefused, or an Error that names what this kernel lacks.
 */
export function readQueues(): { carrier: number; inode: number }[] {
  const btf = new Btf(NAMES);
  const iterator = new BpfIterator(assemble(btf), btf.functionId('bpf_iter_task_file'));
  const pairs = new Map<string, { carrier: number; inode: number }>();
  try {
    iterator.read((bytes, length) => {
      for (let at = 0; at < length; at += PAIR) {
        const pair = { carrier: bytes.readUInt32LE(at), inode: bytes.readUInt32LE(at + 8) };
        pairs.set(`${pair.carrier} ${pair.inode}`, pair);
      }
    }, PAIR);
  } finally {
    iterator.close();
  }
  return [...pairs.values()];
}

function assemble(btf: Btf): Buffer {
  const a = new Assembler();
  const inode = btf.offset('inode', 'i_ino');
  /** Reads `bytes` from the pointer in r3, moved by `off`. */
  const read = (to: number, bytes: number, off: number) =>
    a.number('add', 3, off).move(1, FRAME).number('add', 1, to).moveNumber(2, bytes).call(HELPER.probeReadKernel);
  a.move(PACKET, 1).load(8, FILE, 1, 24).jump('eq', FILE, 0, 'end');
  a.load(8, SEQ, PACKET, 0).load(8, SEQ, SEQ, btf.offset('bpf_iter_meta', 'seq'));
  a.move(1, FILE).call(HELPER.sockFromFile).jump('eq', 0, 0, 'end');
  a.load(8, STEPS, 0, btf.offset('socket', 'sk')).jump('eq', STEPS, 0, 'end');
  a.load(2, 1, STEPS, btf.offset('sock', '__sk_common.skc_family')).jump('ne', 1, AF_UNIX, 'end');
  for (const at of [RECORD, RECORD + 8, ENTRY, END, HEAD, NEXT, WORD, OPERATIONS]) a.storeNumber(8, FRAME, at, 0);
  a.move(3, STEPS);
  read(WORD, 4, btf.offset('unix_sock', 'scm_stat.nr_fds')).load(4, 1, FRAME, WORD).jump('eq', 1, 0, 'end');
  a.load(8, 1, FILE, btf.offset('file', 'f_inode')).load(8, 1, 1, inode).store(8, FRAME, RECORD, 1);
  a.move(3, FILE);
  read(OPERATIONS, 8, btf.offset('file', 'f_op'));
  const queue = btf.offset('sock', 'sk_receive_queue');
  // The packet after the last one is the head. Its address as such would be a pointer, which cannot be compared with a number.
  a.move(3, STEPS);
  read(NEXT, 8, queue + btf.offset('sk_buff_head', 'prev')).load(8, 3, FRAME, NEXT);
  read(HEAD, 8, btf.offset('sk_buff', 'next')).move(3, STEPS);
  read(NEXT, 8, queue + btf.offset('sk_buff_head', 'next')).load(8, PACKET, FRAME, NEXT).moveNumber(STEPS, 0);
  // Values that the verifier does not know: it must not follow each number of an entry separately.
  a.store(8, FRAME, ENTRY, PACKET).store(8, FRAME, END, PACKET);

  a.label('step').jump('ge', STEPS, MOST_STEPS, 'more').number('add', STEPS, 1);
  a.load(8, 1, FRAME, ENTRY).load(8, 2, FRAME, END).register('sub', 2, 1).jump('ne', 2, 0, 'entry');
  a.load(8, 1, FRAME, HEAD).register('sub', 1, PACKET).jump('eq', 1, 0, 'end').jump('eq', PACKET, 0, 'end');
  a.move(3, PACKET);
  read(WORD, 8, btf.offset('sk_buff', 'cb') + btf.offset('unix_skb_parms', 'fp')).move(3, PACKET);
  read(NEXT, 8, btf.offset('sk_buff', 'next')).load(8, PACKET, FRAME, NEXT);
  a.load(8, 3, FRAME, WORD).jump('eq', 3, 0, 'step');
  a.move(1, 3).number('add', 1, btf.offset('scm_fp_list', 'fp')).store(8, FRAME, ENTRY, 1).storeNumber(8, FRAME, WORD, 0);
  read(WORD, 2, btf.offset('scm_fp_list', 'count'));
  a.load(8, 2, FRAME, WORD).number('lsh', 2, 3).load(8, 1, FRAME, ENTRY).register('add', 2, 1).store(8, FRAME, END, 2);
  a.jump('always', 0, 0, 'step');

  a.label('entry').move(3, 1).number('add', 1, 8).store(8, FRAME, ENTRY, 1);
  read(WORD, 8, 0).load(8, 3, FRAME, WORD);
  read(NEXT, 8, btf.offset('file', 'f_op')).load(8, 1, FRAME, NEXT).load(8, 2, FRAME, OPERATIONS).register('sub', 1, 2);
  // Only sockets: their operations are those of the carrier.
  a.jump('ne', 1, 0, 'step').load(8, 3, FRAME, WORD);
  read(WORD, 8, btf.offset('file', 'f_inode')).load(8, 3, FRAME, WORD);
  read(RECORD + 8, 8, inode);
  const write = () => a.move(1, SEQ).move(2, FRAME).number('add', 2, RECORD).moveNumber(3, PAIR).call(HELPER.seqWrite);
  write().jump('always', 0, 0, 'step');
  a.label('more').storeNumber(8, FRAME, RECORD + 8, 0);
  write();
  return a.label('end').moveNumber(0, 0).exit().bytes();
}
