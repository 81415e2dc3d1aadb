import { describe, expect, it } from 'vitest';
import { storyTrace } from '../graph-layout/story.fixture.ts';
import { StepIndex } from './step-index.ts';
import { parseStepFilter } from './terms.ts';

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
