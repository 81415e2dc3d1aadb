import { describe, expect, it } from 'vitest';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import { parseScenario } from '../../app/shared/scenario/check.ts';
import { SessionEngine } from '../../app/main/services/session/engine.ts';
import { readTrace, writeTrace } from '../../app/shared/trace/file.ts';

const SCENARIO = JSON.stringify({
  format: 'handoff-scenario/1', title: 'T', rules: 'linux', processes: [{ name: 'main' }],
  steps: [{ process: 'main', call: 'socketpair', args: { domain: 'AF_UNIX', type: 'SOCK_STREAM' }, as: ['s', 'r'] },
    { process: 'main', call: 'send', args: { fd: '$s', data: '[[{{"\\' } }],
});

async function lines(): Promise<string[]> {
  const scenario = parseScenario(SCENARIO, 't.json');
  const session = await SessionEngine.open({ scenario, providerId: 'model',
    makeProvider: (events) => Promise.resolve(new ModelProvider('linux', events)), clock: () => 0 });
  while (!session.finished) await session.step();
  await session.close();
  return writeTrace(session.log).trimEnd().split('\n');
}

const deep = (levels: number): string => '[{"a":'.repeat(levels / 2) + '1' + '}]'.repeat(levels / 2);

describe('a trace file that nests', () => {
  it.each([200, 5000, 200_000])('%i levels opens up to there, and what opened can be written again', async (levels) => {
    const [head, first, second] = await lines();
    const { log, damage } = readTrace([head!, first!, second!.replace('"args":{', `"args":{"x":${deep(levels)},`)].join('\n'), 't.ndjson');
    expect(log.length).toBe(levels === 200 ? 2 : 1);
    expect(damage).toBe(levels === 200 ? null : 'Line 3 of t.ndjson is damaged; the 1 steps before it were read.');
    expect(() => writeTrace(log)).not.toThrow();
  });

  it('in its header is none', async () => {
    const [head, ...steps] = await lines();
    expect(() => readTrace([head!.replace('"steps":[', `"x":${deep(5000)},"steps":[`), ...steps].join('\n'), 't.ndjson'))
      .toThrow('t.ndjson:1: not a trace of this program');
  });

  it('brackets in texts are no levels', async () => {
    const [head, first, second] = await lines();
    const { log, damage } = readTrace([head!, first!, second!.replace('"args":{', `"args":{"x":"${'[{'.repeat(3000)}",`)].join('\n'),
      't.ndjson');
    expect([log.length, damage]).toEqual([2, null]);
  });
});

describe('a trace file with a field of the wrong kind', () => {
  it.each<[string, (line: string) => string]>([
    ['an object that is no text', (line) => line.replace(/"object":"[^"]*"/, '"object":{}')],
    ['a state that is none', (line) => line.replace(/"state":"[^"]*"/, '"state":"__proto__"')],
    ['an address that is a list', (line) => line.replace('"local":null', '"local":[]')],
    ['a queue of texts', (line) => line.replace('"queue":[]', '"queue":["x"]')],
    ['a result that is no number', (line) => line.replace(/"descriptors":\[[^\]]*\]/, '"descriptors":[{}]')],
    ['a time that is a text', (line) => line.replace(/"at":\d+/, '"at":"x"')],
  ])('%s is damaged there', async (_what, change) => {
    const [head, first, second] = await lines();
    expect(change(first!)).not.toBe(first);
    expect(readTrace([head!, change(first!), second!].join('\n'), 't.ndjson').damage).toContain('Line 2 of t.ndjson is damaged');
  });
});
