/** Logs that lack calls can show epoll instances that watch one another in a cycle, which the kernel refuses. */
import { expect, it } from 'vitest';
import { Recording, isFollowed } from './recording.ts';
import { StraceReader } from './strace/reader.ts';

const add = (outer: number, inner: number): string =>
  `10 epoll_ctl(${outer}, EPOLL_CTL_ADD, ${inner}, {events=EPOLLIN, data={u32=1, u64=1}}) = 0`;

it.each([['two instances', [3, 4, 3]], ['four instances', [3, 4, 5, 6, 3]]])('a cycle of %s ends no recording', (_, cycle) => {
  const recording = new Recording('test');
  const reader = new StraceReader(isFollowed, recording.tally);
  const made = [3, 4, 5, 6].map((number) => `10 epoll_create1(0) = ${number}`);
  const watched = cycle.slice(1).map((inner, i) => add(cycle[i]!, inner));
  const again = `10 epoll_ctl(${cycle[0]}, EPOLL_CTL_DEL, ${cycle[1]}, NULL) = 0`;
  for (const line of [...made, ...watched, add(6, cycle[0]!), again]) recording.events(reader.line(line));
  const log = recording.finish('strace-text', reader.loss);
  const differing = log.steps().filter(({ divergences }) => divergences.length > 0);
  expect(differing.map(({ predicted }) => predicted?.outcome)).toEqual(expect.arrayContaining([{ kind: 'error', name: 'ELOOP' }]));
  expect(log.steps().at(-1)).toMatchObject({ outcome: { kind: 'ok' }, divergences: [] });
});
