import { describe, expect, it } from 'vitest';
import { MemoryWatch } from './memory.ts';

const MB = 1024 * 1024;

function watch(limit = 1000) {
  const heap = { used: 100 * MB, limit: limit * MB };
  const reports: string[] = [];
  const memory = new MemoryWatch((state, words) => reports.push(`${state}: ${words}`), () => heap);
  return { memory, reports, use: (used: number) => { heap.used = used * MB; memory.look(); } };
}

describe('the memory', () => {
  it('is reported when it becomes low, when it is nearly used up, and when it is sufficient again', () => {
    const { memory, reports, use } = watch();
    for (const used of [500, 690, 710, 800, 840, 860, 950, 590, 200]) use(used);
    memory.end();
    expect(reports).toEqual(['low: 710 of 1000 MB', 'nearly used up: 860 of 1000 MB', 'enough: 590 of 1000 MB']);
  });

  it('does not flutter at a limit', () => {
    const { memory, reports, use } = watch();
    for (const used of [700, 690, 650, 610, 850, 840, 760, 740, 700, 610, 590]) use(used);
    memory.end();
    expect(reports.map((text) => text.split(':')[0])).toEqual(['low', 'nearly used up', 'low', 'enough']);
  });

  it('leaves a small heap the room for a request', () => {
    const { memory, reports, use } = watch(100);
    for (const used of [40, 51, 53, 67, 69]) use(used);
    memory.end();
    expect(reports).toEqual(['low: 53 of 100 MB', 'nearly used up: 69 of 100 MB']);
  });
});
