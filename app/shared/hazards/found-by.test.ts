import { expect, it } from 'vitest';
import { call, linuxConnection, linuxShared, play } from '../../../tests/support/play.ts';
import { hazardsAt } from './index.ts';
import { isFoundBy } from './found-by.ts';

const foundLast = async (last: ReturnType<typeof call>) => {
  const log = await play('linux', [...linuxConnection, ...linuxShared('s', 'worker', 'd').slice(0, -1), last]);
  const hazard = hazardsAt(log, log.length).find(({ id }) => id === 'transfer-never-imported')!;
  expect(hazard.since).toBe(log.length);
  return isFoundBy(hazard, log.step(log.length)!, log.worldAt(log.length));
};

it('a hazard that the end of the scenario shows is not of a last step that does something else', async () => {
  expect(await foundLast(call('main', 'getsockname', { fd: '$l' }))).toBe(false);
  expect(await foundLast(call('main', 'socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, 'other'))).toBe(false);
  expect(await foundLast(call('main', 'getsockname', { fd: '$s' }))).toBe(true);
});
