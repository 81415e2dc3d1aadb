import { describe, expect, it } from 'vitest';
import { findCall, performableCalls } from '../calls/catalogue.ts';
import type { Platform } from '../calls/types.ts';
import type { Scenario } from '../scenario/format.ts';
import { argumentFor, fromCSyntax, parametersOf } from './c-names.ts';
import { readLine } from './read-line.ts';
import { scopeAt } from './scope.ts';

const call = (platform: Platform, name: string) => findCall(platform, name)!;
const argument = (platform: Platform, name: string, parameter: string) => argumentFor(call(platform, name), parameter)?.name;
const scope = (rules: Scenario['rules']) =>
  scopeAt({ format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'worker' }], steps: [] }, 0);

describe('names of the C prototype', () => {
  it('stand for the arguments of the call', () => {
    expect(parametersOf(call('linux', 'dup'))).toEqual(['oldfd']);
    expect(argument('linux', 'dup', 'oldfd')).toBe('fd');
    expect(argument('linux', 'bind', 'sockfd')).toBe('fd');
    expect(argument('linux', 'bind', 'addr')).toBe('address');
    expect(argument('winsock', 'WSASocketW', 'lpProtocolInfo')).toBe('protocolInfo');
    expect(argument('winsock', 'WSASocketW', 'dwFlags')).toBe('flags');
    expect(argument('linux', 'dup', 'sockfd')).toBeUndefined();
  });

  it('are read in a line, and so are calls in C syntax', () => {
    const dup = { process: 'main', call: 'dup', args: { fd: '$s' }, as: 't' };
    for (const line of ['dup oldfd=$s as t', 'dup fd=$s as t', 'dup($s) as t', 'main: dup($s); as t'])
      expect(readLine(line, 'main', scope('linux')), line).toEqual(dup);
    expect(readLine('worker: bind($s, 127.0.0.1:0, 16)', 'main', scope('winsock')))
      .toEqual({ process: 'worker', call: 'bind', args: { s: '$s', address: '127.0.0.1:0' } });
    expect(readLine('send($s, "a, b", 4, none)', 'main', scope('linux'))).toMatchObject({ args: { data: 'a, b' } });
    expect(() => readLine('dup fd=$s oldfd=$s', 'main', scope('linux'))).toThrow('"oldfd" is given twice');
    expect(() => readLine('dup fildes=$s', 'main', scope('linux'))).toThrow('dup has no "fildes"');
  });

  it.each(['winsock', 'linux'] as const)('of %s leave lines without parentheses as they are', (rules) => {
    for (const name of performableCalls(rules)) expect(fromCSyntax(`${name} a=1`, (n) => findCall(rules, n))).toBe(`${name} a=1`);
  });
});
