import { describe, expect, it } from 'vitest';
import { layoutScene } from '../../shared/graph-layout/picture.ts';
import { LayoutMemory } from '../../shared/graph-layout/places.ts';
import { storyTrace } from '../../shared/graph-layout/story.fixture.ts';
import { neighbour } from './neighbour.ts';

describe('neighbour', () => {
  const log = storyTrace();
  const places = LayoutMemory.of(log);
  const picture = layoutScene(log.worldAt(14), 14, places, null);

  it('moves up and down through a column, rows included, and stops at its ends', () => {
    expect(neighbour(picture, 'process:main', 'ArrowDown')).toBe('descriptor:1');
    expect(neighbour(picture, 'process:reader', 'ArrowUp')).toBe('descriptor:3');
    expect(neighbour(picture, 'process:main', 'ArrowUp')).toBe('process:main');
  });

  it('follows the line of a descriptor to its socket, and on to the peer', () => {
    expect(neighbour(picture, 'descriptor:3', 'ArrowRight')).toBe('socket:3');
    expect(neighbour(picture, 'socket:3', 'ArrowRight')).toBe('process:client');
    expect(neighbour(picture, 'process:client', 'ArrowLeft')).toBe('socket:3');
  });

  it('follows a registration to the event object or process it notifies', () => {
    expect(neighbour(picture, 'registration:2', 'ArrowLeft')).toBe('event:1');
  });

  it('leaves other keys alone', () => {
    expect(neighbour(picture, 'process:main', 'Enter')).toBeUndefined();
  });
});
