import { describe, expect, it } from 'vitest';
import { storyTrace } from '../graph-layout/story.fixture.ts';
import { actionWords, plannedWords } from './action.ts';
import { outcomeWords, predictedText } from './outcome.ts';
import { stepSentence } from './sentence.ts';
import { durationText, quoted, valueText } from './values.ts';

const log = storyTrace();
const words = (n: number) => actionWords(log.step(n)!.action, 'winsock');

describe('actionWords', () => {
  it.each([
    [1, 'WSASocketW', 'SOCK_STREAM'],
    [3, 'listen', 'backlog 5'],
    [4, 'client connects', '127.0.0.1:5050'],
    [6, 'WSADuplicateSocketW', '0xD4 for reader'],
    [7, 'message', 'b1, 628 B → reader, pipe'],
    [8, 'WSASocketW', 'from b1'],
    [14, 'WSAEventSelect', 'FD_WRITE → 0xA4'],
  ])('shortens step %i', (n, title, args) => {
    expect(words(n)).toMatchObject({ title, args });
  });

  it.each([
    ['execve', { path: '/usr/bin/sleep', closed: [4] }, '/usr/bin/sleep'],
    ['vfork', { process: 'sleep' }, 'sleep'],
    ['clone', { thread: 't2', flags: ['CLONE_FILES'] }, 'new thread t2'],
    ['exit_group', { status: 3 }, 'python3, status 3'],
    ['unshare', { process: 'python3-2', flags: ['CLONE_FILES'] }, 'python3-2'],
  ])('names the program of a recorded %s', (call, args, text) => {
    expect(actionWords({ kind: 'call', participant: 'python3', call, args, resolved: args, as: [] }, 'linux').args).toBe(text);
  });

  it('shows a program that is no text, as a damaged file can have it', () => {
    const args = { path: { toString: 1 } };
    expect(actionWords({ kind: 'call', participant: 'a', call: 'execve', args, resolved: {}, as: [] }, 'linux').args)
      .toBe('{"toString":1}');
  });

  it('shows a cancelling registration as such', () => {
    expect(plannedWords({ process: 'main', call: 'WSAEventSelect', args: { s: '$s', mask: [] } }, 'winsock').args).toBe('cancel');
  });

  it('shows planned text unchanged in any alphabet', () => {
    expect(plannedWords({ process: 'main', call: 'send', args: { s: '$s', data: 'żółw' } }, 'winsock').args).toBe('"żółw"');
  });
});

describe('outcomeWords', () => {
  it('names an error with its number', () => {
    expect(outcomeWords({ kind: 'error', name: 'WSAEINVAL', number: 10022 }, 'winsock')).toEqual({ text: 'WSAEINVAL 10022', tone: 'bad' });
  });

  it('adds the unit of a number', () => {
    expect(outcomeWords({ kind: 'ok', results: { number: 5 } }, 'winsock', 'send').text).toBe('5 B');
    expect(outcomeWords({ kind: 'ok', results: { number: 258 } }, 'winsock', 'WSAWaitForMultipleEvents').text).toBe('WSA_WAIT_TIMEOUT');
  });

  it('shows the end of a stream', () => {
    expect(outcomeWords({ kind: 'ok', results: { data: '', ended: true } }, 'linux', 'recv').text).toBe('end of stream');
  });

  it('formats predictions like outcomes', () => {
    expect(predictedText({ kind: 'ok', results: { data: 'hello', ended: false } }, 'linux', 'recv')).toBe('"hello"');
    expect(predictedText({ kind: 'ok', results: {} }, 'linux')).toBe('success');
  });
});

describe('values', () => {
  it('writes SOCKETs in hexadecimal and Linux descriptors in decimal', () => {
    expect([valueText('winsock', 204, 'descriptor'), valueText('linux', 5, 'descriptor')]).toEqual(['0xCC', '5']);
  });

  it('shortens long data and shows control bytes', () => {
    expect(quoted('a\n\u0000')).toBe('"a\\n\\x00"');
    expect(quoted('x'.repeat(50), 10)).toHaveLength(12);
  });

  it.each([[21.4, '21 µs'], [1540, '1.5 ms'], [45_200, '45 ms'], [2_100_000, '2.1 s'], [null, '']])('%s µs is %s', (micros, text) => {
    expect(durationText(micros)).toBe(text);
  });
});

describe('stepSentence', () => {
  it('is a sentence without symbols', () => {
    expect(stepSentence(log.step(14)!, 'winsock')).toBe('Step 14: writer: WSAEventSelect, FD_WRITE to 0xA4, succeeded.');
  });
});
