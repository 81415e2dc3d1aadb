import { describe, expect, it } from 'vitest';
import { Lines } from './lines.ts';

/** All lines of a text that comes in pieces of a size. */
function linesOf(text: string, size: number): string[] {
  const lines = new Lines();
  const found: string[] = [];
  const takeAll = (last: boolean) => {
    for (let some = lines.next(last); some !== null; some = lines.next(last)) found.push(...some.split('\n'));
  };
  for (let from = 0; from < text.length; from += size) {
    lines.add(text.slice(from, from + size));
    takeAll(false);
  }
  takeAll(true);
  return found;
}

describe('lines of a text that comes in pieces', () => {
  // Some lines are longer than one batch.
  const wanted = Array.from({ length: 400 }, (_, i) => `${i} ${'x'.repeat(i % 97 === 0 ? 90_000 : (i * 37) % 500)}`);

  it.each([1_000, 65_536, 65_537, 1_000_000])('are the same in pieces of %i', (size) => {
    expect(linesOf(wanted.join('\n'), size)).toEqual(wanted);
    expect(linesOf(`${wanted.join('\n')}\n`, size)).toEqual(wanted);
  });

  it('begin with the first alone', () => {
    const lines = new Lines();
    lines.add('first\nsec');
    expect(lines.first(false)).toBe('first');
    expect(lines.next(false)).toBeNull();
    lines.add('ond\nthird');
    expect(lines.next(false)).toBe('second');
    expect(lines.next(true)).toBe('third');
    expect(lines.next(true)).toBeNull();
  });
});
