import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { storyTrace } from '../../../shared/graph-layout/story.fixture.ts';
import { TraceLog } from '../../../shared/trace/log.ts';
import { Work } from './work.ts';

const folder = mkdtempSync(join(tmpdir(), 'handoff-work-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a recording is kept, and one that is too long is refused', async () => {
  const work = new Work(folder);
  await work.keepRecording(storyTrace());
  expect((await work.list()).recent).toHaveLength(1);
  const [step] = storyTrace().steps();
  const long = new TraceLog(storyTrace().header);
  for (let n = 1; n <= 30_001; n++) long.append({ ...step!, n, diff: { added: {}, updated: {}, removed: {} } });
  await expect(work.keepRecording(long)).rejects.toThrow('it has 30001');
  expect((await work.list()).recent).toHaveLength(1);
});
