import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PALETTES } from '../../../shared/graph-layout/svg/palette.ts';

it('figures have the colours of the window', () => {
  const css = readFileSync('app/renderer/styles/tokens.css', 'utf8');
  for (const [i, theme] of (['light', 'dark'] as const).entries()) {
    const p = PALETTES[theme];
    const named = { paper: p.paper, card: p.card, ink: p.ink, 'ink-2': p.ink2, muted: p.muted, hairline: p.hairline, line: p.line,
      faint: p.faint, good: p.good, warn: p.warn, bad: p.bad, wash: p.wash };
    const all = { ...named, ...Object.fromEntries(p.hues.flatMap((hue, n) => [[`hue-${n}`, hue], [`hue-${n}-wash`, p.hueWashes[n]]])) };
    for (const [name, colour] of Object.entries(all)) {
      const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
      expect([name, found?.[i + 1]]).toEqual([name, colour]);
    }
  }
});
