import { describe, expect, it } from 'vitest';
import {
  type Line, call, connection, exported, linuxConnection, linuxShared, listener, play, shared,
} from '../../../tests/support/play.ts';
import { LINUX_ERRORS } from '../calls/constants-linux.ts';
import { WINSOCK_ERRORS } from '../calls/constants-winsock.ts';
import { sentenceText } from '../trace/sentence.ts';
import { LINUX_MEANINGS } from './errors/linux.ts';
import { WINSOCK_MEANINGS } from './errors/winsock.ts';
import { answer, questionsFor } from './index.ts';

/** The answer to why the last line failed; the first sentence says with what. */
async function why(
  rules: 'winsock' | 'linux', ...lines: readonly (Line | readonly Line[])[]
): Promise<{ text: string; rules: readonly string[] }> {
  const log = await play(rules, lines.flat());
  const question = questionsFor(log, log.length, null).find((q) => q.id === 'why-error');
  expect(question, 'the last call failed').toBeDefined();
  const { answer: sentences, rules: ids } = answer(log, question!);
  return { text: sentences.map(sentenceText).join(' '), rules: ids };
}

describe('every error', () => {
  it('of the catalogue has a meaning', () => {
    expect(Object.keys(WINSOCK_ERRORS).filter((name) => !(name in WINSOCK_MEANINGS))).toEqual([]);
    expect(Object.keys(LINUX_ERRORS).filter((name) => !(name in LINUX_MEANINGS))).toEqual([]);
  });
});

const recv = (p: string, s: string) => call(p, 'recv', { s, length: 8 });
const event = (p: string, e: string) => call(p, 'WSACreateEvent', {}, e);

describe('why this Winsock error', () => {
  it.each<[string, readonly (Line | readonly Line[])[], string, string]>([
    ['WSAENOTSOCK', [connection, call('main', 'closesocket', { s: '$s' }), recv('main', '$s')],
      "until closesocket of main at step 7 freed it", 'S3'],
    ['WSAENOTSOCK', [connection, call('worker', 'recv', { s: 0xd0, length: 1 })],
      "worker never had a descriptor 0xD0 in this session. main has a 0xD0", 'S11'],
    ['WSAEINVAL',
      [connection, shared('s', 'worker', 'd'), event('main', 'e'),
        call('main', 'WSAEventSelect', { s: '$s', event: '$e', mask: ['FD_READ'] }),
        call('worker', 'ioctlsocket', { s: '$d', command: 'FIONBIO', value: 0 })],
      "main's registration for FD_READ of step 11 is current", 'S37'],
    ['WSAEINVAL', [connection, call('main', 'WSADuplicateSocketW', { s: '$s', processId: 0 })], '0 is not the id of a process', 'S3'],
    ['WSAEINVAL', [connection, call('main', 'accept', { s: '$s' })], 'socket #2 TCP is established since connects of client at step 5',
      'S24'],
    ['WSAEINVAL', [listener, call('main', 'bind', { s: '$l', address: '127.0.0.1:0' })], 'A socket can be bound only once', 'S24'],
    ['WSAEWOULDBLOCK',
      [connection, shared('s', 'worker', 'd'), call('client', 'sends', { data: 'abcd' }),
        call('worker', 'ioctlsocket', { s: '$d', command: 'FIONBIO', value: 1 }), recv('worker', '$d'), recv('main', '$s')],
      'the queue is empty, and it is non-blocking. ioctlsocket of worker at step 11 did: it set FIONBIO. The last bytes '
        + 'went to recv of worker at step 12', 'S27'],
    ['WSAENOTCONN', [listener, recv('main', '$l')], 'socket #1 TCP is listening since listen of main at step 3', 'S24'],
    ['WSAESHUTDOWN',
      [connection, shared('s', 'worker', 'd'), call('worker', 'shutdown', { s: '$d', how: 'SD_SEND' }),
        call('main', 'send', { s: '$s', data: 'x' })],
      'shutdown of worker at step 10 shut socket #2 TCP down', 'S30'],
    ['WSAECONNREFUSED',
      [listener.slice(0, 2), call('main', 'getsockname', { s: '$l' }, 'address'), call('client', 'connects', { to: '$address' })],
      'is bound and does not listen', ''],
    ['WSAEADDRINUSE',
      [listener, exported('l', 'worker', 'blob'), call('main', 'closesocket', { s: '$l' }),
        call('main', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM' }, 'x'),
        call('main', 'bind', { s: '$x', address: '127.0.0.1:50001' })],
      'transfer $blob of step 5, which no process has imported, keeps it open', 'S31'],
  ])('%s: %#', async (name, lines, words, rule) => {
    const { text, rules } = await why('winsock', ...lines);
    expect(text).toMatch(new RegExp(`^${name} \\(\\d+\\) means that ${WINSOCK_MEANINGS[name]!.slice(0, 20)}`));
    expect(text).toContain(words);
    expect([...rules, '']).toContain(rule);
  });

  it('a reset is traced to the linger that made it', async () => {
    const { text, rules } = await why('winsock',
      listener, call('worker', 'WSASocketW', { af: 'AF_INET', type: 'SOCK_STREAM' }, 'c'),
      call('worker', 'connect', { s: '$c', address: '$address' }),
      call('main', 'accept', { s: '$l' }, 's'),
      call('worker', 'setsockopt', { s: '$c', level: 'SOL_SOCKET', name: 'SO_LINGER', value: { onoff: 1, linger: 0 } }),
      call('worker', 'closesocket', { s: '$c' }), recv('main', '$s'));
    expect(text).toContain('The connection was reset by closesocket of worker at step 9');
    expect(text).toContain('SO_LINGER with 0 seconds, set by setsockopt of worker at step 8, turns the last close into a reset');
    expect(rules).toContain('S32');
  });

  it('a refused import has the reason why the call was not made', async () => {
    const { text,
      rules } = await why('winsock', connection, shared('s', 'worker', 'd'), call('worker', 'WSASocketW', { protocolInfo: '$dBlob' }, 'e'));
    expect(text).toContain('The call was not made: This WSAPROTOCOL_INFOW was imported at step 9');
    expect(rules).toEqual(['S4']);
  });
});

describe('why this Linux error', () => {
  const epoll = [...linuxConnection, call('main', 'epoll_create1', {}, 'ep'),
    call('main', 'epoll_ctl', { epfd: '$ep', op: 'EPOLL_CTL_ADD', fd: '$s', events: ['EPOLLIN'] })];

  it.each<[string, readonly (Line | readonly Line[])[], string, string]>([
    ['EBADF', [linuxConnection, call('main', 'close', { fd: '$s' }), call('main', 'send', { fd: '$s', data: 'x' })],
      'until close of main at step 7 freed it', 'P1'],
    ['EAGAIN',
      [linuxConnection, linuxShared('s', 'worker', 'd'), call('worker', 'fcntl', { fd: '$d', command: 'F_SETFL', value: ['O_NONBLOCK'] }),
        call('main', 'recv', { fd: '$s', length: 1 })], 'fcntl of worker at step 14 did: it set O_NONBLOCK', 'P2'],
    ['EAGAIN', [linuxConnection, call('main', 'recv', { fd: '$s', length: 1, flags: ['MSG_DONTWAIT'] })], 'the call passed MSG_DONTWAIT',
      'P2'],
    ['EEXIST', [epoll, call('main', 'epoll_ctl', { epfd: '$ep', op: 'EPOLL_CTL_ADD', fd: '$s', events: ['EPOLLIN'] })],
      'has been in that instance since step 8', 'P12'],
    ['ENOENT',
      [linuxConnection, call('main', 'dup', { fd: '$s' }, 'copy'), epoll.slice(6), call('main', 'close', { fd: '$s' }),
        call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, 'x'),
        call('main', 'epoll_ctl', { epfd: '$ep', op: 'EPOLL_CTL_DEL', fd: '$x' })],
      'It has one of step 9 under the same number, for socket #2 TCP', 'P13'],
    ['EPIPE',
      [linuxConnection, linuxShared('s', 'worker', 'd'), call('worker', 'shutdown', { fd: '$d', how: 'SHUT_WR' }),
        call('main', 'send', { fd: '$s', data: 'x' })], 'shutdown of worker at step 14 shut socket #2 TCP down', 'P17'],
  ])('%s: %#', async (name, lines, words, rule) => {
    const { text, rules } = await why('linux', ...lines);
    expect(text).toMatch(new RegExp(`^${name} \\(\\d+\\) means that`));
    expect(text).toContain(words);
    expect(rules).toContain(rule);
  });
});
