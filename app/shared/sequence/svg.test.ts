import { describe, expect, it } from 'vitest';
import { storyTrace } from '../graph-layout/story.fixture.ts';
import { TraceLog } from '../trace/log.ts';
import { Sequence } from './sequence.ts';
import { sequenceFigure, sequenceUpTo } from './svg.ts';

const log = storyTrace();

describe('a sequence figure', () => {
  it.each([['light', 'even'], ['dark', 'real']] as const)('shows every step and lane (%s, %s)', (theme, spacing) => {
    const svg = sequenceFigure(log, { theme, spacing });
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    for (const lane of ['main', 'reader', 'writer', 'spare', 'client']) expect(svg).toContain(`>${lane}</text>`);
    for (let n = 1; n <= log.length; n++) expect(svg).toContain(`>${n}</text>`);
    expect(svg).toContain('<title>ends the registration for FD_READ of reader</title>');
  });

  it('shows a part where its lanes end', () => {
    const svg = sequenceFigure(log, { theme: 'light', spacing: 'even', from: 6, to: 8 });
    expect(svg).toContain('Steps 6 to 8 of 14.');
    expect(svg).not.toContain('>bind</text>');
    const whole = sequenceFigure(log, { theme: 'light', spacing: 'even' });
    const height = (text: string) => Number(/ height="(\d+)/.exec(text)![1]);
    expect(height(svg)).toBeLessThan(height(whole));
  });

  it('contains the end of a long trace, and states that', () => {
    const long = new TraceLog(log.header);
    const sequence = new Sequence(log.header);
    const made = log.steps().map((step) => ({ ...step, diff: { added: {}, updated: {}, removed: {} } }));
    for (let n = 1; n <= 5000; n++) {
      const step = { ...made[n % made.length]!, n };
      long.append(step);
      sequence.extend(step);
    }
    const look = { theme: 'light', spacing: 'even' } as const;
    const { svg, remark } = sequenceUpTo(long, 4000, look);
    expect(remark).toBe('A figure holds 500 steps: it shows 3501 to 4000.');
    expect(svg).toContain('Steps 3501 to 4000 of 5000.');
    expect(sequenceUpTo(long, 4000, { ...look, sequence }).svg, 'as with what is known of it already').toBe(svg);
    expect(sequenceUpTo(log, 8, look)).toEqual({ svg: sequenceFigure(log, { ...look, to: 8 }), remark: null });
  });

  it('marks bars that are durations', () => {
    expect(sequenceFigure(log, { theme: 'light', spacing: 'real' })).toContain('Bar length is call duration');
  });
});
