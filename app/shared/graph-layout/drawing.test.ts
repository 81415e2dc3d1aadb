import { describe, expect, it } from 'vitest';
import { Drawing } from './drawing.ts';
import { BETWEEN } from './metrics.ts';
import { drawPicture } from './picture.ts';
import { Places } from './places.ts';
import { storyTrace } from './story.fixture.ts';

const log = storyTrace();
const places = Places.of(log);
const whole = (n: number, between?: number) => drawPicture(log.worldAt(n), n, places, log.step(n)?.diff ?? null, between);

describe('pictures of a walk through a history', () => {
  it('are those that are drawn of each world alone, whatever was drawn before', () => {
    const drawing = new Drawing(log, places);
    for (let from = 0; from <= log.length; from++) {
      for (let to = 0; to <= log.length; to++) {
        drawing.at(from);
        expect(drawing.at(to), `${to} after ${from}`).toEqual(whole(to));
      }
    }
  });

  it('follow the room between the columns, and a history that grows', () => {
    const grown = storyTrace(0);
    const growing = new Places(grown.header);
    const drawing = new Drawing(grown, growing);
    for (const step of log.steps()) {
      grown.append(step);
      growing.extend(step);
      expect(drawing.at(step.n)).toEqual(drawPicture(log.worldAt(step.n), step.n, growing, step.diff));
    }
    expect(drawing.at(5, BETWEEN.most)).toEqual(whole(5, BETWEEN.most));
  });

  it('keep the objects of what did not change', () => {
    const drawing = new Drawing(log, places);
    const before = drawing.at(1).nodes.find((node) => node.id === 'process:writer');
    expect(drawing.at(2).nodes.find((node) => node.id === 'process:writer')).toBe(before);
  });
});
