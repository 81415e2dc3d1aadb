import { describe, expect, it } from 'vitest';
import { actionWords } from '../format/action.ts';
import { StepIndex } from '../search/step-index.ts';
import { parseStepFilter } from '../search/terms.ts';
import { readTrace, writeTrace } from '../trace/file.ts';
import { PAIR, record } from './log.fixture.ts';

describe('the name of a process', () => {
  /** Calls of a process before it executes its program: more than are read ahead. */
  const long = Array.from({ length: 600 }, () => '11 getsockname(3, {sa_family=AF_UNIX}, [110 => 2]) = 0').join('\n');
  const log = () => record(`${PAIR}\n${long}\n11 execve("/usr/bin/python3", ["python3"], 0x7) = 0
11 close(3) = 0\n11 clone(child_stack=NULL, flags=SIGCHLD) = 12\n12 close(4) = 0\n12 exit_group(0) = ?\n12 +++ exited with 0 +++`);

  it('is that of the program that it executed, from that step on', () => {
    const trace = log();
    const exec = trace.steps().find(({ n, action }) => n > 1 && action.kind === 'call' && action.call === 'execve')!;
    expect([exec.n - 1, exec.n].map((n) => trace.worldAt(n).get('process:a-2'))).toMatchObject([{ name: 'a-2' }, { name: 'python3' }]);
    expect(trace.steps().slice(exec.n - 1).map(({ action }) => actionWords(action, 'linux').shown))
      .toEqual(['a-2', 'python3', 'python3', 'python3-2', 'python3-2']);
    expect(trace.header.scenario.processes.map(({ name }) => name)).toEqual(['a', 'a-2', 'python3-2']);
  });

  it('finds its steps, by the name of then and by its first one, and survives a file', () => {
    const read = readTrace(writeTrace(log()), 'a.trace').log;
    const found = (text: string) => {
      const parsed = parseStepFilter(text);
      return parsed.ok ? new StepIndex(read).find(parsed.terms).length : null;
    };
    expect([found('process:python3'), found('process:a-2 call:close')]).toEqual([4, 1]);
  });
});
