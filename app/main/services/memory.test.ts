import { describe, expect, it } from 'vitest';
import { MemoryWatch } from './memory.ts';

const MB = 1024 * 1024;

function watch() {
  const heap = { used: 10 * MB, limit: 100 * MB };
  const told: string[] = [];
  const memory = new MemoryWatch((state, words) => told.push(`${state}: ${words}`), () => heap);
  return { memory, told, use: (used: number) => { heap.used = used * MB; memory.look(); } };
}

describe('the memory', () => {
  it('is told of when it becomes low, when it is nearly used up, and when it is enough again', () => {
    const { memory, told, use } = watch();
    for (const used of [50, 69, 71, 80, 84, 86, 95, 60, 20]) use(used);
    memory.end();
    expect(told).toEqual(['low: 71 of 100 MB', 'nearly used up: 86 of 100 MB', 'enough: 60 of 100 MB']);
  });

  it('does not flutter at a limit', () => {
    const { memory, told, use } = watch();
    for (const used of [70, 69, 70, 69, 66, 85, 84, 85, 81, 79, 70, 66, 64]) use(used);
    memory.end();
    expect(told.map((text) => text.split(':')[0])).toEqual(['low', 'nearly used up', 'low', 'enough']);
  });
});
