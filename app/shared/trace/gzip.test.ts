import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { storyTrace } from '../picture/story.fixture.ts';
import { writeTrace } from './file.ts';
import { compressTrace, openTrace } from './gzip.ts';

const log = storyTrace();

describe('a trace as bytes', () => {
  it('opens gzipped and plain', () => {
    expect(openTrace(compressTrace(log), 'a.gz')).toMatchObject({ damage: null });
    expect(openTrace(compressTrace(log), 'a.gz').log.steps()).toEqual(log.steps());
    expect(openTrace(strToU8(writeTrace(log)), 'a.ndjson').log.steps()).toEqual(log.steps());
  });

  it('is the same bytes each time', () => {
    expect(compressTrace(log)).toEqual(compressTrace(log));
  });

  it('that was cut off opens as far as it goes, wherever the cut is', () => {
    const bytes = compressTrace(log);
    for (const share of [0.8, 0.9, 0.98]) {
      const { log: part, damage } = openTrace(bytes.subarray(0, Math.floor(bytes.length * share)), 'cut.gz');
      expect(part.length).toBeGreaterThan(0);
      expect(part.steps()).toEqual(log.steps().slice(0, part.length));
      expect(damage).toBe(`The archive cut.gz is damaged or cut off; the ${part.length} steps before that were read.`);
    }
  });

  it('with a fault in its middle opens up to the fault', () => {
    const lines = writeTrace(log).split('\n');
    const at = (line: string, put: string) => openTrace(strToU8(lines.map((l, i) => (i === 6 ? put : l)).join('\n') + line), 'a.ndjson');
    for (const put of ['{"n":6', '{"n":6}', '', '{"n":7}', 'null', '{"n":6,"diff":{},"action":{},"outcome":{}}']) {
      expect(at('', put)).toMatchObject({ damage: 'Line 7 of a.ndjson is damaged; the 5 steps before it were read.' });
      expect(at('', put).log.length).toBe(5);
    }
  });

  it.each(['', '{}', '{"format":"handoff-trace/2"}', '{"format":"handoff-trace/1"}', 'MZ', '\u001f\u008b'])('that is no trace is refused: %j', (text) => {
    expect(() => openTrace(Uint8Array.from(text, (c) => c.charCodeAt(0)), 'x')).toThrow('not a trace of this program');
  });
});
