import { expect, it } from 'vitest';
import { call, play } from '../../../../tests/support/play.ts';

/** x in its own queue, behind `before`, is freed when a unix socket closes; then its peer y reads. */
const freed = async (...before: Parameters<typeof call>[2][]) => {
  const pair = (...as: [string, string]) => call('main', 'socketpair', { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as);
  const log = await play('linux', [
    pair('x', 'y'), pair('a', 'b'), ...before.map((args) => call('main', 'sendmsg', { fd: '$y', ...args })),
    call('main', 'sendmsg', { fd: '$y', data: 'm', rights: ['$x'] }), call('main', 'close', { fd: '$x' }),
    call('main', 'close', { fd: '$a' }), call('main', 'recv', { fd: '$y', length: 8 }),
  ]);
  return log.step(log.length)!.predicted?.outcome;
};

it('the messages of a cycle that is freed reset no connection', async () => {
  expect(await freed()).toMatchObject({ kind: 'ok', results: { ended: true } });
  expect(await freed({ data: 'n', rights: ['$x', '$b'] })).toMatchObject({ kind: 'ok', results: { ended: true } });
});

it('whether other data in the queue does depends on the kernel', async () => {
  expect(await freed({ data: 'plain' })).toEqual({ kind: 'unknown' });
});
