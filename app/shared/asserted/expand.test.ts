import { describe, expect, it } from 'vitest';
import { evidenceByRule } from './evidence.ts';
import { expandGroup } from './expand.ts';
import type { Group, Source } from './format.ts';

const source: Source = { repository: 'owner/name', file: 'tests/sock.c', commit: 'a'.repeat(40), license: 'MIT' };
const SETUPS = { tcp: ['socket af=AF_INET type=SOCK_STREAM protocol=IPPROTO_TCP as s expect ok'] };
const group = (steps: string[], more: Partial<Group> = {}): Group =>
  ({ id: 'a-group', title: 'A group', rules: ['S3', 'S24'], in: 'test_listen', setup: ['tcp'], steps, ...more });

describe('a group of asserted behavior', () => {
  it('becomes a scenario of the process app, whose lines with "expect" are the assertions', () => {
    const { scenario, assertions } = expandGroup(group([
      'listen s=$s backlog=1 expect error=WSAEINVAL # todo on this Wine', 'bind s=$s address=127.0.0.1:0',
      'listen s=$s backlog=0 expect ok',
    ]), source, SETUPS);
    expect(scenario.steps.map((step) => 'call' in step && [step.process, step.call])).toEqual([
      ['app', 'socket'], ['app', 'listen'], ['app', 'bind'], ['app', 'listen']]);
    expect(scenario).toMatchObject({ rules: 'winsock', teaches: ['S3', 'S24'] });
    // What a setup expects is not asserted by the source.
    expect(assertions).toEqual([
      { id: 'a-group/1', step: 1, line: 'listen s=$s backlog=1 expect error=WSAEINVAL', todo: true },
      { id: 'a-group/2', step: 3, line: 'listen s=$s backlog=0 expect ok', todo: false },
    ]);
  });

  it('has further processes and threads', () => {
    const { scenario } = expandGroup(group(['app/t1: recv s=$s length=1 as waiting expect pending', 'worker: WSACreateEvent expect ok'],
      { processes: ['worker'] }), source, SETUPS);
    expect(scenario.processes).toEqual([{ name: 'app', threads: ['t1', 't2'] }, { name: 'worker' }]);
  });

  it.each([
    ['an unknown setup', group(['listen s=$s backlog=1 expect ok'], { setup: ['udp'] }), 'no setup is named "udp"'],
    ['a line that is no step', group(['lissten s=$s expect ok']), 'no call is named "lissten". Did you mean "listen"?'],
    ['a name without a value', group(['listen s=$t backlog=1 expect ok']), '$t has no value yet'],
    ['no assertion', group(['listen s=$s backlog=1']), 'the group "a-group" asserts nothing'],
  ])('is refused with %s', (_what, wrong, message) => {
    expect(() => expandGroup(wrong, source, SETUPS)).toThrow(message);
  });
});

describe('the evidence of a rule', () => {
  it('names the file and its tests, each once, with the number of assertions', () => {
    const cases = [group(['listen s=$s backlog=1 expect ok'], { id: 'one' }),
      group(['listen s=$s backlog=1 expect ok', 'listen s=$s backlog=2 expect ok'], { id: 'two', rules: ['S3'], in: 'test_bind' })]
      .map((each) => expandGroup(each, source, SETUPS));
    const evidence = evidenceByRule(cases);
    const { license: _license, ...file } = source;
    expect(evidence.get('S3')).toEqual([{ ...file, tests: ['test_listen', 'test_bind'], count: 3 }]);
    expect(evidence.get('S24')).toEqual([{ ...file, tests: ['test_listen'], count: 1 }]);
    expect(evidence.has('S1')).toBe(false);
  });
});
