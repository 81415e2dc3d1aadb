import { describe, expect, it } from 'vitest';
import { wineVersion } from '../domain/platform.ts';
import { platformWords } from '../graph-layout/svg/figure.ts';
import { readTrace, writeTrace } from './file.ts';
import { TraceLog } from './log.ts';
import { type Step, outcomeDivergence } from './step.ts';

/** A step whose outcome departs from the rules in a way that was known when it was recorded. */
const step: Step = {
  n: 1, action: { kind: 'call', participant: 'main', call: 'CancelIoEx', args: {}, resolved: {}, as: [] },
  outcome: { kind: 'ok', results: {} }, predicted: null, diff: { added: {}, updated: {}, removed: {} }, facts: [], hazards: [],
  divergences: [
    outcomeDivergence('CancelIoEx', { predicted: 'ERROR_NOT_FOUND', observed: 'succeeds', rules: ['S33'], knownDifference: 'W14' }),
  ],
  verdict: null, note: null, plan: 0, at: 1, micros: 1,
};

describe.each([
  ['wine-8', '8.0', 'Real calls on Wine 8'], ['wine-8.0', '8.0', 'Real calls on Wine 8.0'],
  ['wine-10.0', '10.0', 'Real calls on Wine 10.0'], ['wine-11.2', '11.2', 'Real calls on Wine 11.2'],
])('a trace recorded on %s', (platform, version, words) => {
  it('opens with the platform and the known differences that were recorded', () => {
    const written = new TraceLog({
      format: 'handoff-trace/1', provider: 'winsock', platform, rules: 'winsock', start: { added: {}, updated: {}, removed: {} },
      scenario: { format: 'handoff-scenario/1', title: 'T', rules: 'winsock', processes: [{ name: 'main' }], steps: [] },
    });
    written.append(step);
    const { log, damage } = readTrace(writeTrace(written), 'old.ndjson');
    expect(damage).toBeNull();
    expect(log.header.platform).toBe(platform);
    expect(log.steps()).toEqual([step]);
    expect(wineVersion(platform)).toBe(version);
    expect(platformWords(log)).toBe(words);
  });
});
