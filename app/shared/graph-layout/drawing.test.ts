import { describe, expect, it } from 'vitest';
import { IncrementalLayout } from './drawing.ts';
import { BETWEEN } from './metrics.ts';
import { layoutScene } from './picture.ts';
import { LayoutMemory } from './places.ts';
import { storyTrace } from './story.fixture.ts';

const log = storyTrace();
const places = LayoutMemory.of(log);
const whole = (n: number, between?: number) => layoutScene(log.worldAt(n), n, places, log.step(n)?.diff ?? null, between);

describe('pictures of a walk through a history', () => {
  it('equal a fresh drawing of each world, regardless of earlier drawings', () => {
    const drawing = new IncrementalLayout(log, places);
    for (let from = 0; from <= log.length; from++) {
      for (let to = 0; to <= log.length; to++) {
        drawing.at(from);
        expect(drawing.at(to), `${to} after ${from}`).toEqual(whole(to));
      }
    }
  });

  it('follow the space between the columns and a growing history', () => {
    const grown = storyTrace(0);
    const growing = new LayoutMemory(grown.header);
    const drawing = new IncrementalLayout(grown, growing);
    for (const step of log.steps()) {
      grown.append(step);
      growing.extend(step);
      expect(drawing.at(step.n)).toEqual(layoutScene(log.worldAt(step.n), step.n, growing, step.diff));
    }
    expect(drawing.at(5, BETWEEN.most)).toEqual(whole(5, BETWEEN.most));
  });

  it('keep the objects of unchanged parts', () => {
    const drawing = new IncrementalLayout(log, places);
    const before = drawing.at(1).nodes.find((node) => node.id === 'process:writer');
    expect(drawing.at(2).nodes.find((node) => node.id === 'process:writer')).toBe(before);
  });
});
