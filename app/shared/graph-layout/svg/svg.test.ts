import { describe, expect, it } from 'vitest';
import type { Entity } from '../../domain/entities.ts';
import { TraceLog } from '../../trace/log.ts';
import { churnTrace } from '../churn.fixture.ts';
import { LayoutMemory } from '../places.ts';
import { storyTrace } from '../story.fixture.ts';
import { graphFigure } from './figure.ts';
import { clipText, textWidth } from './measure.ts';
import { words } from './text.ts';

const log = storyTrace();

/** Names and depth of elements, parsed as strictly as XML. */
function wellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name, rest] of svg.replace(/^<\?xml[^>]*\?>/, '').matchAll(/<(\/?)([a-zA-Z]+)((?:[^<>"]|"[^"<]*")*)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (!rest!.endsWith('/')) open.push(name!);
  }
  return open.length === 0 && !/&(?!(?:amp|lt|gt|quot);)/.test(svg);
}

describe('a figure of the graph', () => {
  it.each(['light', 'dark'] as const)('is one well-formed SVG at every step (%s)', (theme) => {
    for (let step = 0; step <= log.length; step++) {
      const svg = graphFigure(log, { theme, step });
      expect(wellFormed(svg), `step ${step}`).toBe(true);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('has a title and a description in sentences', () => {
    const svg = graphFigure(log, { theme: 'light', step: 14 });
    const [, title, description] = /<title id="title">([^<]*)<\/title>\s*<desc id="description">([^<]*)</.exec(svg)!;
    expect(title).toBe('The second registration cancels the first');
    expect(description).toMatch(/^Step 14: writer: WSAEventSelect/);
    expect(description).toContain('#3 TCP no longer notifies reader event 0x9C.');
  });

  it('keeps all words inside its borders', () => {
    const svg = graphFigure(log, { theme: 'light', step: 14 });
    const [, width] = /viewBox="0 0 (\d+)/.exec(svg)!;
    for (const [, x, length] of svg.matchAll(/ x="([\d.]+)"[^>]*textLength="([\d.]+)"/g))
      expect(Number(x) + Number(length)).toBeLessThanOrEqual(Number(width));
  });

  it('is the same with precomputed places', () => {
    const places = LayoutMemory.of(log);
    expect(graphFigure(log, { theme: 'light', step: 14, places })).toBe(graphFigure(log, { theme: 'light', step: 14 }));
  });

  it('is refused with too many boxes, not counting sockets closed long ago', () => {
    const crowded = new TraceLog(log.header);
    const socket = Object.values(log.step(1)!.diff.added).find((e) => e.kind === 'socket')!;
    for (let n = 1; n <= 600; n++) {
      const next = { ...socket, id: `socket:${n}` } as Entity;
      crowded.append({ ...log.step(1)!, n, diff: { added: { [next.id]: next }, updated: {}, removed: {} } });
    }
    expect(wellFormed(graphFigure(crowded, { theme: 'light', step: 400 }))).toBe(true);
    expect(() => graphFigure(crowded, { theme: 'light', step: 600 }))
      .toThrow(
      'step: a picture of step 600 would have 604 boxes, and a figure holds 500. Choose a step with fewer, or keep the '
        + 'trace or its sequence.');
    const churn = churnTrace(600);
    expect(wellFormed(graphFigure(churn, { theme: 'light', step: churn.length }))).toBe(true);
  });

  it('writes markup characters as entities and invisible characters as escapes', () => {
    const svg = words('a<b> & "c"\u0000\ufffe', { family: 'sans', size: 12, x: 0, y: 0, fill: '#000000', room: 500 });
    expect(svg).toContain('>a&lt;b&gt; &amp; &quot;c&quot;\\x00</text>');
  });
});

describe('text', () => {
  const face = { family: 'mono', size: 10 } as const;

  it('is shortened with an ellipsis if it does not fit', () => {
    expect(clipText('abcdefghij', face, 60)).toBe('abcdefghij');
    expect(clipText('abcdefghij', face, 36)).toBe('abcde…');
    expect(clipText('abc', face, 3)).toBe('');
  });

  it('is measured by its typeface', () => {
    expect(textWidth('iiii', { family: 'sans', size: 12 })).toBeLessThan(textWidth('MMMM', { family: 'sans', size: 12 }) / 3);
    expect(textWidth('iiii', face)).toBe(textWidth('MMMM', face));
  });
});
