/** sys_enter: keeps the call of each thread until it returns, if it concerns the recording. */
import { AT, HEADER_BYTES, ROOM } from '../../../app/shared/recording/bpf/layout.ts';
import { LENGTH_AT } from '../../../app/shared/recording/ptrace/control-buffer.ts';
import { Assembler } from '../live/bpf/assembler.ts';
import { COUNTER, FRAME, HELPER, MOST_NUMBER, STACK, type Setting, clear, count, lookup, onlyRecorded, openCall, storeIds,
  update } from './frame.ts';
import { FLAG } from './flags.ts';
import { S_IFMT, S_IFSOCK, fieldsOf, walk } from './walk.ts';

const TASK_IS_32_BIT = 2;
export const NO_CALL = 0xffff_ffff;
const ARGUMENTS = ['di', 'si', 'dx', 'r10', 'r8', 'r9'] as const;

/** From the call's number in r9: r7 = its flags. Jumps to `end` for others. */
export function flagsOf(a: Assembler, { maps }: Setting): void {
  a.jump('ge', 9, MOST_NUMBER, 'end').store(4, FRAME, STACK.key, 9);
  lookup(a, maps.flags).jump('eq', 0, 0, 'end').load(4, 7, 0, 0).jump('eq', 7, 0, 'end');
}

/** Copies the arguments from the registers at r2 to `to`. */
export function copyArguments(a: Assembler, { btf }: Setting, to: number): void {
  ARGUMENTS.forEach((name, i) => { a.load(8, 1, 2, btf.offset('pt_regs', name)).store(8, to, AT.registers + 8 * i, 1); });
}

export function enter(setting: Setting): Buffer {
  const { btf, maps, operations } = setting;
  const a = new Assembler();
  a.move(6, 1).load(8, 9, 6, 8);
  flagsOf(a, setting);
  a.call(HELPER.pidTgid).move(8, 0);
  onlyRecorded(a, setting, 'end');
  a.call(HELPER.currentTask).load(4, 1, 0, btf.offset('task_struct', 'thread_info.status')).number('and', 1, TASK_IS_32_BIT)
    .jump('ne', 1, 0, 'foreign');
  openCall(a, maps).jump('ne', 0, 0, 'known');
  clear(a, FRAME, STACK.value, STACK.value + HEADER_BYTES);
  update(a, maps.open);
  openCall(a, maps).jump('eq', 0, 0, 'full');
  a.label('known').move(9, 0).storeNumber(4, 9, AT.number, NO_CALL | 0);
  // What is not walked has no inode.
  a.moveNumber(1, 0).store(8, 9, AT.inode, 1).store(8, 9, AT.mode, 1).move(1, 7).number('and', 1, FLAG.walk).jump('eq', 1, 0, 'keep');
  a.load(8, 1, 6, 0).load(8, 3, 1, btf.offset('pt_regs', 'di'));
  walk(a, btf);
  const fields = fieldsOf(btf);
  a.load(8, 1, FRAME, STACK.file).jump('eq', 1, 0, 'keep');
  a.load(8, 2, FRAME, fields.number).store(8, 9, AT.inode, 2).load(2, 2, FRAME, fields.mode).store(2, 9, AT.mode, 2);
  a.number('and', 2, S_IFMT).jump('eq', 2, S_IFSOCK, 'keep').move(1, 7).number('and', 1, FLAG.sockets).jump('ne', 1, 0, 'end');
  a.move(1, 7).number('and', 1, FLAG.known).jump('eq', 1, 0, 'keep').load(8, 1, FRAME, fields.operations);
  for (const address of operations) a.wide(2, address).jumpIf('eq', 1, 2, 'keep');
  a.jump('always', 0, 0, 'end');

  storeIds(a.label('keep'), 9).load(8, 2, 6, 0);
  copyArguments(a, setting, 9);
  a.move(1, 7).number('and', 1, FLAG.room).jump('eq', 1, 0, 'whole');
  a.move(1, 9).number('add', 1, ROOM.at).moveNumber(2, 8).load(8, 3, 9, AT.registers + 8).number('add', 3, Number(LENGTH_AT))
    .call(HELPER.readUser);
  a.label('whole').call(HELPER.time).store(8, 9, AT.entered, 0).load(8, 1, 6, 8).store(4, 9, AT.number, 1).jump('always', 0, 0, 'end');
  a.label('foreign');
  count(a, maps, COUNTER.foreign);
  a.jump('always', 0, 0, 'end').label('full');
  count(a, maps, COUNTER.openFull);
  return a.label('end').moveNumber(0, 0).exit().bytes();
}
