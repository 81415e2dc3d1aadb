import { expect, it } from 'vitest';
import { layoutScene } from './picture.ts';
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

it('a memory that begins with the places of another draws as one that took all steps, and leaves the other unchanged', () => {
  const log = storyTrace();
  const steps = log.steps();
  const drawn = (places: LayoutMemory, n: number) => layoutScene(log.worldAt(n), n, places, null);
  const places = new LayoutMemory(log.header);
  for (const step of steps) {
    const before = drawn(places, step.n - 1);
    const next = new LayoutMemory(log.header, places);
    next.extend(step);
    expect(drawn(next, step.n)).toEqual(drawn(LayoutMemory.of(log, steps.slice(0, step.n)), step.n));
    expect(drawn(places, step.n - 1)).toEqual(before);
    places.extend(step);
  }
});
