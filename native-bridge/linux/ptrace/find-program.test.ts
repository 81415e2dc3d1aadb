import { expect, it } from 'vitest';
import { programProblem } from './find-program.ts';

const PATH = '/usr/bin:/bin';

it.each([
  ['sh', null], ['/bin/sh', null],
  ['no-such-program', 'cannot start no-such-program: there is no such program'],
  ['/bin', 'cannot start /bin: there is no such program'],
  ['/bin/sh/x', 'cannot start /bin/sh/x: there is no such program'],
  ['./package.json', 'cannot start ./package.json: the file is not executable'],
])('%s: %s', (name, problem) => {
  expect(programProblem(name, PATH)).toBe(problem);
});
