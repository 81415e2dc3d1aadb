import { describe, expect, it } from 'vitest';
import { storyTrace } from '../picture/story.fixture.ts';
import { sequenceFigure } from './svg.ts';

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

  it('says that bars are durations, where they are', () => {
    expect(sequenceFigure(log, { theme: 'light', spacing: 'real' })).toContain('Bars are as long as their calls took');
  });
});
