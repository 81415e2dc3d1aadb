import { describe, expect, it } from 'vitest';
import { layoutScene } from '../../shared/graph-layout/picture.ts';
import { LayoutMemory } from '../../shared/graph-layout/places.ts';
import { Reuse } from '../../shared/graph-layout/reuse.ts';
import { storyTrace } from '../../shared/graph-layout/story.fixture.ts';
import { bandsOf, sameBand } from './bands.ts';

describe('bandsOf', () => {
  const log = storyTrace();
  const places = LayoutMemory.of(log);
  const reuse = new Reuse();
  const pictureAt = (n: number) => layoutScene(log.worldAt(n), n, places, log.step(n)?.diff ?? null, undefined, reuse);

  it('has every node once, inside of its band', () => {
    const picture = pictureAt(14);
    const bands = bandsOf(picture);
    expect(bands.flatMap((band) => band.nodes.map((node) => node.id)).sort()).toEqual(picture.nodes.map((node) => node.id).sort());
    for (const band of bands) {
      for (const node of band.nodes) {
        expect([node.x, node.x + node.w]).toEqual([band.x, band.x + band.w]);
        expect(node.y).toBeGreaterThanOrEqual(band.y);
        expect(node.y + node.h).toBeLessThanOrEqual(band.y + band.h);
      }
    }
  });

  it('lists the bands that a step did not change', () => {
    const [before, after] = [bandsOf(pictureAt(12)), bandsOf(pictureAt(13))];
    const same = (id: string) => {
      const band = (bands: typeof after) => bands.find(({ nodes }) => nodes.some((node) => node.id === id))!;
      return sameBand(band(before), band(after));
    };
    // Step 13 puts bytes into a socket; it has nothing to do with the process at the far end of another one.
    expect(same('socket:3')).toBe(false);
    expect(same('process:client')).toBe(true);
  });
});
