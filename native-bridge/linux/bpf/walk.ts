/** From a descriptor of the current task to its file. */
import type { Assembler } from '../live/bpf/assembler.ts';
import type { Btf } from '../live/bpf/btf.ts';
import { FRAME, HELPER, STACK, clear } from './frame.ts';

/** linux/stat.h */
export const [S_IFMT, S_IFSOCK] = [0xf000, 0xc000];

/** Bytes on the stack for fields of a file, from its operations on, and of an inode, from its start. */
const [FILE_FIELDS, INODE_FIELDS] = [32, 72];

/** Where the fields are on the stack. @throws Error if this kernel's structures are laid out in another way. */
export function fieldsOf(btf: Btf): { operations: number; inode: number; data: number; mode: number; number: number } {
  const first = btf.offset('file', 'f_op');
  const inFile = (name: string) => STACK.fileFields + within(btf.offset('file', name) - first, FILE_FIELDS, `file.${name}`);
  const inInode = (name: string) => STACK.inode + within(btf.offset('inode', name), INODE_FIELDS, `inode.${name}`);
  return { operations: inFile('f_op'), inode: inFile('f_inode'), data: inFile('private_data'), mode: inInode('i_mode'),
    number: inInode('i_ino') };
}

function within(offset: number, room: number, name: string): number {
  if (offset < 0 || offset + 8 > room) throw new Error(`${name} is in an unknown place in this kernel`);
  return offset;
}

/** Reads `bytes` of the kernel at r3 to the stack. */
export const readKernel = (a: Assembler, to: number, bytes: number): Assembler =>
  a.move(1, FRAME).number('add', 1, to).moveNumber(2, bytes).call(HELPER.readKernel);

/** The number is in r3. Fills the stack: file, its fields, and its inode; all 0 if the number is not open. Keeps r6 to r9. */
export function walk(a: Assembler, btf: Btf): void {
  const done = `walked ${a.length}`;
  const { inode } = fieldsOf(btf);
  a.low(3).store(8, FRAME, STACK.descriptor, 3).storeNumber(8, FRAME, STACK.file, 0);
  clear(a, FRAME, STACK.fileFields, STACK.fileFields + FILE_FIELDS);
  clear(a, FRAME, STACK.inode, STACK.inode + INODE_FIELDS);
  a.call(HELPER.currentTask).load(8, 1, 0, btf.offset('task_struct', 'files')).load(8, 1, 1, btf.offset('files_struct', 'fdt'));
  a.load(4, 2, 1, btf.offset('fdtable', 'max_fds')).load(8, 3, FRAME, STACK.descriptor).jumpIf('ge', 3, 2, done);
  a.number('lsh', 3, 3).load(8, 1, 1, btf.offset('fdtable', 'fd')).register('add', 3, 1);
  readKernel(a, STACK.file, 8).load(8, 3, FRAME, STACK.file).jump('eq', 3, 0, done);
  a.number('add', 3, btf.offset('file', 'f_op'));
  readKernel(a, STACK.fileFields, FILE_FIELDS).load(8, 3, FRAME, inode);
  readKernel(a, STACK.inode, INODE_FIELDS).label(done);
}
