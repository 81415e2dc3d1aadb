import { describe, expect, it } from 'vitest';
import { checkScenario } from '../scenario/check.ts';
import { arrivesAt, canonicalAddress, parseAddress } from './address.ts';
import { parsePermit } from './permit.ts';
import { reaches } from './reaches.ts';

describe('addresses', () => {
  it.each([
    ['127.0.0.1:80', '127.0.0.1:80', true], ['127.0.0.1:80', '0.0.0.0:80', true], ['127.0.0.1:80', '[::]:80', true],
    ['[::1]:80', '[::]:80', true],
    ['0.0.0.0:80', '127.0.0.1:80', true], ['[::]:80', '[::1]:80', true], ['[::ffff:7f00:1]:80', '127.0.0.1:80', true],
    ['127.0.0.1:80', '127.0.0.1:8080', false], ['127.0.0.1:80', '127.0.0.2:80', false], ['[::1]:80', '0.0.0.0:80', false],
    ['127.0.0.1:80', '[::1]:80', false],
    ['@a', '@a', true], ['@a', '/a', false], ['/run/x', '/run/x', true],
  ])('data for %s arrives at %s: %s', (to, bound, arrives) => {
    expect(arrivesAt(parseAddress(to)!, bound)).toBe(arrives);
  });

  it('are written one way', () => {
    expect(canonicalAddress('127.0.0.1:00080')).toBe('127.0.0.1:80');
    expect(canonicalAddress('[::FFFF:7F00:1]:80')).toBe('127.0.0.1:80');
  });

  it.each(['', '@', 'localhost:80', '127.0.0.1', 'x.sock'])('"%s" is no destination', (text) => {
    expect(parseAddress(text)).toBeNull();
  });
});

describe('permits', () => {
  it('are read', () => {
    expect(parsePermit('connect:127.0.0.1:05432')).toEqual(['connect:127.0.0.1:5432']);
    expect(parsePermit('send:[::1]:53')).toEqual(['send:[::1]:53']);
    expect(parsePermit('unix:/run/x.sock')).toEqual(['connect:/run/x.sock', 'send:/run/x.sock']);
    expect(parsePermit('connect:@name')).toEqual(['connect:@name']);
  });

  it.each(['127.0.0.1:80', 'connect:', 'connect:example.com:80', 'connect:10.0.0.1:80', 'connect:127.0.0.1:0', 'unix:127.0.0.1:80',
    'bind:127.0.0.1:80', 'connect:@'])('"%s" is none', (
    text,
  ) => {
    expect(() => parsePermit(text)).toThrow(`--allow: "${text}" names no address of this machine. Write connect:127.0.0.1:5432`);
  });
});

describe('addresses that a scenario asks to reach', () => {
  const of = (rules: 'linux' | 'winsock', ...steps: object[]) => reaches(checkScenario({
    format: 'handoff-scenario/1', title: 'T', rules, processes: [{ name: 'main' }, { name: 'client', role: 'outside' }], steps,
  }));
  const unix = { process: 'main', call: 'socket', args: { domain: 'AF_UNIX', type: 'SOCK_DGRAM' }, as: 'u' };
  const inet = { process: 'main', call: 'socket', args: { domain: 'AF_INET', type: 'SOCK_STREAM' }, as: 's' };

  it('contains each literal address once per use', () => {
    expect(of('linux', inet, unix,
      { process: 'main', call: 'connect', args: { fd: '$s', address: '127.0.0.1:5432' } },
      { process: 'client', call: 'connects', args: { to: '127.0.0.1:05432' } },
      { process: 'main', call: 'sendto', args: { fd: '$u', data: 'x', to: '/dev/log' } },
      { process: 'main', call: 'sendmsg', args: { fd: '$u', data: 'x', to: '@bus' } },
    )).toEqual(['connect:127.0.0.1:5432', 'send:/dev/log', 'send:@bus']);
  });

  it('is nothing that a step of it binds, that a $name resolves to, or that has port 0', () => {
    expect(of('linux', inet, unix,
      { process: 'main', call: 'bind', args: { fd: '$s', address: '127.0.0.1:8080' } },
      { process: 'client', call: 'connects', args: { to: '127.0.0.1:8080' } },
      { process: 'main', call: 'bind', args: { fd: '$u', address: '@own' } },
      { process: 'main', call: 'sendto', args: { fd: '$u', data: 'x', to: '@own' } },
      { process: 'main', call: 'getsockname', args: { fd: '$s' }, as: 'address' },
      { process: 'client', call: 'connects', args: { to: '$address' } },
      { process: 'client', call: 'connects', args: { to: '127.0.0.1:0' } },
    )).toEqual([]);
  });
});

describe('giving to and taking from a process of the user', () => {
  it.each(['own.give', 'own.take', 'give', 'take'])('is no call of a scenario: %s', (call) => {
    expect(() => checkScenario({
      format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }], steps: [{ process: 'main', call, args: {} }],
    })).toThrow(`steps[0].call: unknown call "${call}"`);
  });

  it('is no carrier of a message: it names none of the three', () => {
    for (const carrier of ['unix:/tmp/x', 'file:/tmp/x', 'pipe:x']) {
      expect(() => checkScenario({
        format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }, { name: 'a' }],
        steps: [{ message: 'x', from: 'main', to: 'a', carrier }],
      })).toThrow('steps[0]');
    }
  });
});
