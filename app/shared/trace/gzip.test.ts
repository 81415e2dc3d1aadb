import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { writeTrace } from './file.ts';
import { compressTrace, openTrace } from './gzip.ts';
import { TraceLog } from './log.ts';
import type { Step } from './step.ts';

const log = new TraceLog({
  format: 'handoff-trace/1', provider: 'model', platform: 'model', rules: 'winsock', start: { added: {}, updated: {}, removed: {} },
  scenario: { format: 'handoff-scenario/1', title: 'Events', rules: 'winsock', processes: [{ name: 'main' }],
    steps: [{ process: 'main', call: 'WSACreateEvent' }] },
});
for (let n = 1; n <= 200; n++) log.append(step(n));

function step(n: number): Step {
  return {
    n, action: { kind: 'call', participant: 'main', call: 'WSACreateEvent', args: {}, resolved: {}, as: [] },
    outcome: { kind: 'ok', results: { event: n } },
    predicted: null, facts: [], divergences: [], hazards: [], verdict: null, note: `${(n * 7919) % 1000}`, plan: null, at: n,
    micros: (n * 31) % 17,
    diff: { added: { [`event:${n}`]: { kind: 'event', id: `event:${n}`, process: 'process:main', number: n * 4, set: false, step: n } },
      updated: {}, removed: {} },
  };
}

describe('a trace as bytes', () => {
  it('opens gzipped and plain', () => {
    expect(openTrace(compressTrace(log), 'a.gz')).toMatchObject({ damage: null });
    expect(openTrace(compressTrace(log), 'a.gz').log.steps()).toEqual(log.steps());
    expect(openTrace(strToU8(writeTrace(log)), 'a.ndjson').log.steps()).toEqual(log.steps());
  });

  it('is the same bytes each time', () => {
    expect(compressTrace(log)).toEqual(compressTrace(log));
  });

  it('that was cut off opens up to the cut, at any place', () => {
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
    lines[6] = '{"n":6';
    const { log: part, damage } = openTrace(strToU8(lines.join('\n')), 'a.ndjson');
    expect(part.length).toBe(5);
    expect(damage).toContain('a.ndjson');
  });

  it.each(['', '{}', 'MZ', '\u001f\u008b'])('that is no trace is refused: %j', (text) => {
    expect(() => openTrace(Uint8Array.from(text, (c) => c.charCodeAt(0)), 'x')).toThrow('not a trace of this program');
  });
});
