import { expect, it } from 'vitest';
import { call, play } from '../../../../tests/support/play.ts';

const TCP = { af: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' };
const socket = (as: string) => call('main', 'socket', TCP, as);
const WAIT = call('main', 'WSAWaitForMultipleEvents', { events: ['$e'], timeout: 4000 });
const LISTEN = call('main', 'listen', { s: '$bound', backlog: 1 });

/** What the rules say of WSAEnumNetworkEvents after a refused connect, with other steps before the connect and after it. */
async function enumerated(before: readonly ReturnType<typeof call>[], after: readonly ReturnType<typeof call>[]) {
  const log = await play('winsock', [
    socket('bound'), call('main', 'bind', { s: '$bound', address: '127.0.0.1:0' }), call('main', 'getsockname', { s: '$bound' }, 'address'),
    call('main', 'WSACreateEvent', {}, 'e'), socket('c'),
    call('main', 'WSAEventSelect', { s: '$c', event: '$e', mask: ['FD_CONNECT', 'FD_CLOSE'] }), ...before,
    call('main', 'connect', { s: '$c', address: '$address' }), ...after,
    call('main', 'WSAEnumNetworkEvents', { s: '$c', event: '$e' }),
  ]);
  return log.step(log.length)!.predicted?.outcome;
}

it('a refused connect is reported once a wait has ended that only its event can have ended', async () => {
  expect(await enumerated([], [WAIT])).toMatchObject({ kind: 'ok', results: { events: ['FD_CONNECT'], errors: { FD_CONNECT: 10061 } } });
});

const other = [socket('d'), call('main', 'WSAEventSelect', { s: '$d', event: '$e', mask: ['FD_READ'] })];
it.each([
  ['no wait has ended', [], []],
  ['the event was set before the connect', [call('main', 'WSASetEvent', { event: '$e' })], []],
  ['the event was set before the connect, and so the wait ended immediately', [call('main', 'WSASetEvent', { event: '$e' })], [WAIT]],
  ['the event was set after the connect', [], [call('main', 'WSASetEvent', { event: '$e' }), WAIT]],
  ['the socket at the address has called listen since: the connect is sent again', [], [LISTEN, WAIT]],
  ['the socket at the address is closed', [], [call('main', 'closesocket', { s: '$bound' }), WAIT]],
  ['another socket notifies the event', other, [WAIT]],
  ['another socket notifies the event since the connect', [], [...other, WAIT]],
])('when it is reported is open if %s', async (_why, before, after) => {
  expect(await enumerated(before, after)).toEqual({ kind: 'unknown' });
});
