/** task_newtask, sched_process_exec and sched_process_exit: who is recorded, and the life of tasks. */
import { AT, HEADER_BYTES, KIND, PATH_BYTES } from '../../../app/shared/recording/bpf/layout.ts';
import { Assembler } from '../live/bpf/assembler.ts';
import { NO_CALL } from './enter.ts';
import { COUNTER, FRAME, HELPER, MEMBER, STACK, type Setting, begin, copyHeader, count, lookup, onlyRecorded, openCall, output,
  processOf8, remove, scratch, update, updateFromR3 } from './frame.ts';

/** The start of each: r9 is the context, r8 the ids of the current task. */
function start(): Assembler {
  return new Assembler().move(9, 1).call(HELPER.pidTgid).move(8, 0);
}

const end = (a: Assembler): Buffer => a.label('end').moveNumber(0, 0).exit().bytes();

/** In the parent, before the new task runs. */
export function newTask(setting: Setting): Buffer {
  const { btf, maps, except } = setting;
  const a = start();
  a.load(8, 1, 9, 0).load(4, 7, 1, btf.offset('task_struct', 'tgid'));
  if (except) onlyRecorded(a, setting, 'end');
  else {
    processOf8(a).store(4, FRAME, STACK.key, 1);
    lookup(a, maps.tree).jump('eq', 0, 0, 'end').load(4, 1, 0, 0);
    processOf8(a, 2).jumpIf('ne', 2, 7, 'process').jump('ne', 1, MEMBER.recorded, 'end').jump('always', 0, 0, 'known');
    a.label('process').store(4, FRAME, STACK.key, 7).storeNumber(4, FRAME, STACK.value, MEMBER.recorded);
    update(a, maps.tree).jump('eq', 0, 0, 'known');
    count(a, maps, COUNTER.treeFull);
    a.label('known');
  }
  scratch(a, setting).move(6, 0);
  begin(a, 'fork');
  a.load(8, 1, 9, 0).load(4, 1, 1, btf.offset('task_struct', 'pid')).store(8, 6, AT.result, 1).store(8, 6, AT.registers, 7)
    .load(8, 1, 9, 8).store(8, 6, AT.registers + 8, 1).moveNumber(3, HEADER_BYTES);
  output(a, maps);
  return end(a);
}

/** The open call of a thread that executes a program goes on under the id of its process. */
export function executed(setting: Setting): Buffer {
  const { btf, maps } = setting;
  const a = start();
  onlyRecorded(a, setting, 'end');
  a.load(8, 7, 9, 8).low(7);
  scratch(a, setting).move(6, 0);
  begin(a, 'exec');
  a.store(8, 6, AT.result, 7).move(1, 6).number('add', 1, HEADER_BYTES).moveNumber(2, PATH_BYTES).load(8, 3, 9, 16)
    .load(8, 3, 3, btf.offset('linux_binprm', 'filename')).call(HELPER.readKernelText).moveNumber(3, HEADER_BYTES + PATH_BYTES);
  output(a, maps);
  a.move(1, 8).low(1).jumpIf('eq', 1, 7, 'end');
  a.store(4, FRAME, STACK.key, 7);
  lookup(a, maps.open).jump('eq', 0, 0, 'end').move(3, 0).store(4, FRAME, STACK.key, 8);
  updateFromR3(a, maps.open).store(4, FRAME, STACK.key, 7);
  return end(remove(a, maps.open));
}

/** Before the descriptors of the task are closed. */
export function ended(setting: Setting): Buffer {
  const { btf, maps, except } = setting;
  const a = start();
  onlyRecorded(a, setting, 'end');
  openCall(a, maps).jump('eq', 0, 0, 'over').move(9, 0).load(4, 1, 9, AT.number).jump32('eq', 1, NO_CALL, 'over');
  scratch(a, setting).move(6, 0);
  copyHeader(a, 6);
  a.storeNumber(4, 6, AT.kind, KIND.unfinished).call(HELPER.time).store(8, 6, AT.left, 0).moveNumber(3, HEADER_BYTES);
  output(a, maps);
  remove(a.label('over').store(4, FRAME, STACK.key, 8), maps.open);
  scratch(a, setting).move(6, 0);
  begin(a, 'end');
  a.call(HELPER.currentTask).move(9, 0).load(4, 1, 9, btf.offset('task_struct', 'exit_code')).store(8, 6, AT.result, 1);
  a.moveNumber(3, HEADER_BYTES);
  output(a, maps);
  if (except) return end(a);
  a.load(8, 1, 9, btf.offset('task_struct', 'signal')).load(4, 1, 1, btf.offset('signal_struct', 'live.counter')).jump('ne', 1, 0, 'end');
  processOf8(a).store(4, FRAME, STACK.key, 1);
  return end(remove(a, maps.tree));
}
