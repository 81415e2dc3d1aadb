import { expect, it } from 'vitest';
import { LayoutMemory } from './places.ts';
import { storyTrace } from './story.fixture.ts';

it('draws a process of a recording from its first descriptor or transfer in flight, in the order of these', () => {
  const log = storyTrace();
  const recording = { source: 'strace-text', calls: 0, lost: 0, unread: 0, undecoded: 0, notFollowed: {} };
  const places = new LayoutMemory({ ...log.header, recording });
  const drawn = log.steps().map((step) => {
    places.extend(step);
    return [[...places.processes], [...places.bare]].map((ids) => ids.map((id) => id.slice('process:'.length)));
  });
  expect(drawn[0]).toEqual([['main'], ['reader', 'writer', 'spare']]);
  // Spare never imports its socket.
  expect(drawn.at(-1)).toEqual([['main', 'reader', 'writer', 'spare'], []]);
});
