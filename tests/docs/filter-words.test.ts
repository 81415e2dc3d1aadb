import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { helpFor } from '../../app/main/hosts/cli/help.ts';
import { KEYS, WORDS } from '../../app/shared/live/filter.ts';

const [live] = readFileSync('docs/live.md', 'utf8').split('## Filter words')[1]!.split('\n## ');

describe.each([['docs/live.md', live!], ['handoff help scan', helpFor('scan')!]])('%s', (_, text) => {
  it('lists every key of a filter with an example', () => {
    expect(KEYS.filter((key) => !text.includes(`${key}:`))).toEqual([]);
  });

  it('lists every word of a filter', () => {
    expect(WORDS.filter((word) => !text.includes(word) && !text.includes(word.replace('-', ' ')))).toEqual([]);
  });
});
