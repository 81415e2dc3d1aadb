import { expect, it } from 'vitest';
import { Tasks } from './tasks.ts';

it('a process whose program ends in a number has no other number, whether it started or executed it', () => {
  const tasks = new Tasks();
  const shell = tasks.addProcess(1, 'bash');
  expect(tasks.executed(shell.table, '/usr/bin/python3.11')).toBe('python3-11');
  expect(tasks.executed(shell.table, '/usr/bin/python3.11')).toBeNull();
  expect(tasks.addProcess(2, 'python3.11').table.name).toBe('python3-11-2');
});

it('two processes never have one name', () => {
  const tasks = new Tasks();
  const names = ['worker', 'worker-2', 'worker', 'worker', 'worker-2'].map((program, i) => tasks.addProcess(i, program).table.name);
  expect(names).toEqual(['worker', 'worker-2', 'worker-3', 'worker-4', 'worker-2-2']);
});
