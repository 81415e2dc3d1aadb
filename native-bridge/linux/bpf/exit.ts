/** sys_exit: the record of a call that has returned. */
import { AT, HEADER_BYTES, KIND, WITH_SOCKET_BYTES } from '../../../app/shared/recording/bpf/layout.ts';
import { Assembler } from '../live/bpf/assembler.ts';
import { NO_CALL, copyArguments, flagsOf } from './enter.ts';
import { FLAG, type Group } from './flags.ts';
import { HELPER, type Setting, clear, copyHeader, onlyRecorded, openCall, output, scratch, storeIds } from './frame.ts';
import { copyPieces } from './pieces.ts';
import { describeSocket } from './socket.ts';

export function exit(setting: Setting, groups: readonly Group[]): Buffer {
  const { btf, maps } = setting;
  const a = new Assembler();
  const number = btf.offset('pt_regs', 'orig_ax');
  a.move(6, 1).load(8, 1, 6, 0).load(8, 9, 1, number);
  flagsOf(a, setting);
  a.call(HELPER.pidTgid).move(8, 0);
  openCall(a, maps).jump('eq', 0, 0, 'early').move(9, 0);
  a.load(4, 1, 9, AT.number).load(8, 2, 6, 0).load(8, 2, 2, number).jumpIf('ne', 1, 2, 'end');
  // r6 is the record from here on, and r9 the call's context.
  scratch(a, setting);
  copyHeader(a, 0);
  a.storeNumber(4, 9, AT.number, NO_CALL | 0).move(9, 6).move(6, 0).jump('always', 0, 0, 'returned');

  // It began before the recording, and its arguments are still in the registers.
  a.label('early');
  onlyRecorded(a, setting, 'end');
  scratch(a, setting).move(9, 6).move(6, 0);
  clear(a, 6, 0, HEADER_BYTES);
  storeIds(a, 6).load(8, 2, 9, 0).load(8, 1, 2, number).store(4, 6, AT.number, 1);
  copyArguments(a, setting, 6);

  a.label('returned').storeNumber(4, 6, AT.kind, KIND.call).load(8, 1, 9, 8).store(8, 6, AT.result, 1).call(HELPER.time)
    .store(8, 6, AT.left, 0);
  a.storeNumber(4, 6, AT.from, HEADER_BYTES).moveNumber(9, HEADER_BYTES).move(1, 7).number('and', 1, FLAG.aboutFirst | FLAG.aboutResult)
    .jump('eq', 1, 0, 'described');
  a.storeNumber(4, 6, AT.from, WITH_SOCKET_BYTES).moveNumber(9, WITH_SOCKET_BYTES).load(8, 3, 6, AT.registers)
    .move(1, 7).number('and', 1, FLAG.aboutFirst).jump('ne', 1, 0, 'about').load(8, 3, 6, AT.result);
  a.label('about');
  describeSocket(a, btf, 'described');
  a.label('described').number('rsh', 7, FLAG.group);
  for (const group of groups) a.jump('eq', 7, group.number, `group ${group.number}`);
  a.move(3, 9).label('write');
  output(a, maps);
  a.label('end').moveNumber(0, 0).exit();
  for (const group of groups) {
    a.label(`group ${group.number}`);
    copyPieces(a, group.wanted);
    a.jump('always', 0, 0, 'write');
  }
  return a.bytes();
}
