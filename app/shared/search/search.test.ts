import { describe, expect, it } from 'vitest';
import { storyTrace } from '../graph-layout/story.fixture.ts';
import { StepIndex } from './step-index.ts';
import { EMPTY_DIFF } from '../domain/diff.ts';
import { readTrace, writeTrace } from '../trace/file.ts';
import type { Hazard } from '../trace/hazard.ts';
import { TraceLog } from '../trace/log.ts';
import { type Term, parseStepFilter } from './terms.ts';

const EXAMPLE: Hazard = { id: 'two-readers', state: 'found', title: 'Two readers', rules: [], subjects: [],
  sentence: ['Two readers.'], since: 1 };

const log = storyTrace();
const find = (text: string) => {
  const parsed = parseStepFilter(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return new StepIndex(log).find(parsed.terms);
};

describe('filtering steps', () => {
  it('finds calls by name, process and wildcard', () => {
    const all = log.steps();
    const calls = (name: string) => all.filter((s) => s.action.kind === 'call' && s.action.call === name).map((s) => s.n);
    const first = all.find((s) => s.action.kind === 'call')!.action as { call: string; participant: string };
    expect(find(`call:${first.call}`)).toEqual(expect.arrayContaining(calls(first.call)));
    expect(find('call:*')).toEqual(all.map((s) => s.n));
    expect(find(`process:${first.participant} call:${first.call}`)).toContain(1);
    expect(find(`-process:${first.participant}`)).not.toContain(1);
  });

  it('takes steps by number and range', () => {
    expect(find('step:2')).toEqual([2]);
    expect(find('step:2-3')).toEqual([2, 3]);
    expect(find(`step:${log.length}-`)).toEqual([log.length]);
  });

  it('finds the same steps in a trace read from a file, whose equal lines share their objects', () => {
    const lines = writeTrace(log).split('\n');
    const { log: read } = readTrace(lines.join('\n'), 'story');
    const parsed = (text: string) => (parseStepFilter(text) as { ok: true; terms: readonly Term[] }).terms;
    for (const text of ['call:*', 'process:main', 'error:*', 'ok:*', '-error:*', 'main', 'step:3- call:*', 'hazard:*', 'pid:1'])
      expect(new StepIndex(read).find(parsed(text)), text).toEqual(find(text));
  });

  it('tells steps apart that share their call, by hazard and by the pid of their process', () => {
    const step = log.steps().find((s) => s.action.kind === 'call' && s.hazards.length === 0)!;
    const many = new TraceLog(log.header);
    const hazard = { ...EXAMPLE, since: 2 };
    for (const n of [1, 2, 3]) many.append({ ...step, n, diff: EMPTY_DIFF, hazards: n === 2 ? [hazard] : [] });
    const index = new StepIndex(many);
    expect(index.find([{ key: 'hazard', value: '*', not: false }])).toEqual([2]);
    expect(index.find([{ key: 'call', value: '*', not: false }])).toEqual([1, 2, 3]);
    many.append({ ...step, n: 4, diff: EMPTY_DIFF });
    expect(index.find([{ key: 'hazard', value: '*', not: true }])).toEqual([1, 3, 4]);
  });

  it('reports the problem and its place', () => {
    expect(parseStepFilter('call:send colour:red')).toMatchObject({ ok: false, at: 10 });
    expect(parseStepFilter('data:"hel')).toMatchObject({ ok: false });
    expect(parseStepFilter('error:')).toMatchObject({ ok: false, message: expect.stringContaining('error:*') });
  });

  it('takes an address for a word', () => {
    expect(parseStepFilter('127.0.0.1:5050')).toEqual({ ok: true, terms: [{ key: null, value: '127.0.0.1:5050', not: false }] });
    expect(parseStepFilter('')).toEqual({ ok: true, terms: [] });
  });
});
