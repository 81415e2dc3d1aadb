import { describe, expect, it } from 'vitest';
import type { WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { isLiving } from '../domain/kind-index.ts';
import { World } from '../domain/world.ts';
import { readTrace, traceLines, writeTrace } from './file.ts';
import { TraceLog } from './log.ts';
import type { Step, TraceHeader } from './step.ts';

const header: TraceHeader = {
  format: 'handoff-trace/1', provider: 'model', platform: 'model', rules: 'winsock', start: { added: {}, updated: {}, removed: {} },
  scenario: { format: 'handoff-scenario/1', title: 'Events', rules: 'winsock', processes: [{ name: 'main' }],
    steps: [{ process: 'main', call: 'WSACreateEvent' }] },
};

const event = (n: number): Entity => ({ kind: 'event', id: `event:${n}`, process: 'process:main', number: n, set: false, step: n });

/** Step n adds event n and, from the tenth on, removes the one nine before. */
function step(n: number): Step {
  const old = n - 9;
  return {
    n, action: { kind: 'call', participant: 'main', call: 'WSACreateEvent', args: {}, resolved: {}, as: [] },
    outcome: { kind: 'ok', results: { event: n } },
    predicted: null, facts: [], divergences: [], hazards: [], verdict: null, note: null, plan: null, at: n, micros: 1,
    diff: { added: { [`event:${n}`]: event(n) }, updated: {}, removed: old > 0 ? { [`event:${old}`]: event(old) } : {} },
  };
}

/** Step n opens socket n with a registration, and closes the one five before; its registration is cancelled. */
function openedAndClosed(n: number): WorldDiff {
  const thing = (kind: string, of: number, fields: object) => ({ [`${kind}:${of}`]: { kind, id: `${kind}:${of}`, ...fields } });
  const [open, current] = [{ closedAt: null }, { state: 'current', socket: `socket:${n}` }];
  const old = n - 5;
  const changed = (before: object, after: object) =>
    Object.fromEntries(Object.entries(before).map(([id, e]) => [id, [e, (after as Record<string, unknown>)[id]]]));
  return { added: { ...thing('socket', n, open), ...thing('registration', n, current), ...thing('event', n, {}) },
    removed: old > 0 ? thing('event', old, {}) : {},
    updated: old > 0 ? { ...changed(thing('socket', old, open), thing('socket', old, { closedAt: n })),
      ...changed(thing('registration', old, current), thing('registration', old, { ...current, state: 'cancelled' })) } : {},
  } as unknown as WorldDiff;
}

function logOf(length: number): TraceLog {
  const log = new TraceLog(header);
  for (let n = 1; n <= length; n++) log.append(step(n));
  return log;
}

const idsAt = (log: TraceLog, n: number) => [...log.worldAt(n).values()].map((e) => e.id).sort();

describe('a trace log', () => {
  it('shows the world after any step, wherever in the trace it is', () => {
    const log = logOf(620);
    for (const n of [0, 1, 9, 10, 249, 250, 251, 500, 620]) {
      const expected = Array.from({ length: Math.min(n, 9) }, (_, i) => `event:${n - i}`).sort();
      expect(idsAt(log, n)).toEqual(expected);
    }
  });

  it('gives the same object for a thing that no step between changed', () => {
    const log = logOf(300);
    expect(log.worldAt(249).get('event:248')).toBe(log.worldAt(252).get('event:248'));
  });

  it('answers what is present at any step as a world that keeps its past does', () => {
    const log = new TraceLog(header);
    for (let n = 1; n <= 700; n++) log.append({ ...step(n), diff: openedAndClosed(n) });
    for (const n of [700, 3, 251, 0, 250, 480]) {
      const [near, whole] = [log.worldAt(n), new World(new Map(log.worldAt(n).entities))];
      expect([...near.present()]).toEqual([...whole.present()]);
      for (const kind of ['socket', 'registration', 'event', 'process'] as const) {
        expect([...near.ofKind(kind)], `${kind} after step ${n}`).toEqual([...whole.entities.values()].filter((e) => e.kind === kind));
        expect([...near.living(kind)]).toEqual([...near.ofKind(kind)].filter(isLiving));
      }
    }
    expect([...log.worldAt(700).present()].filter((e) => e.kind === 'socket').length).toBe(5);
  });

  it('refuses a step out of order', () => {
    expect(() => logOf(3).append(step(5))).toThrow('Step 5 cannot follow step 3');
  });
});

describe('a trace file', () => {
  it('is read back unchanged', () => {
    const { log, damage } = readTrace(writeTrace(logOf(20)), 'a.ndjson');
    expect(damage).toBeNull();
    expect(log.steps()).toEqual(logOf(20).steps());
  });

  it('has the steps that were there when its writing began, however many come while it is written', () => {
    const growing = logOf(3);
    const text: string[] = [];
    for (const line of traceLines(growing)) {
      text.push(line);
      growing.append(step(growing.length + 1));
    }
    expect(text.join('')).toBe(writeTrace(logOf(3)));
  });

  it('omits empty parts of a step, and also opens with them written out', () => {
    const [, ...lines] = writeTrace(logOf(20)).split('\n');
    expect(lines.join('\n')).not.toMatch(/"facts"|"hazards"|"note"|"updated"/);
    const whole = [JSON.stringify(header), ...logOf(20).steps().map((s) => JSON.stringify(s))].join('\n');
    expect(readTrace(whole, 'a.ndjson').log.steps()).toEqual(logOf(20).steps());
  });

  it('is damaged where a line is broken in two, though both would be one step', () => {
    const lines = writeTrace(logOf(20)).split('\n');
    lines[12] = lines[12]!.replace(',', '\n');
    const { log, damage } = readTrace(lines.join('\n'), 'a.ndjson');
    expect(log.length).toBe(11);
    expect(damage).toContain('Line 13 of a.ndjson');
  });

  describe('with a thing that changes', () => {
    const set = { ...event(1), set: true } as Entity;
    const changing = logOf(1);
    changing.append({ ...step(2), diff: { added: {}, updated: { 'event:1': [event(1), set] }, removed: {} } });
    const text = writeTrace(changing);

    it('writes only the changed fields, and reads back complete entities', () => {
      expect(text).toContain('"updated":{"event:1":[null,{"set":true}]}');
      expect(readTrace(text, 'a.ndjson').log.steps()).toEqual(changing.steps());
    });

    it('opens with complete entities, with or without their former state', () => {
      for (const before of [event(1), null]) {
        const whole = text.replace('[null,{"set":true}]', JSON.stringify([before, set]));
        expect(readTrace(whole, 'a.ndjson').log.steps()).toEqual(changing.steps());
      }
    });

    it.each([['of an unknown entity', '"event:7":[null,{"set":true}]'], ['that is no record', '"event:1":[null,7]'],
      ['of another kind', '"event:1":[null,{"kind":"socket"}]']])('is damaged by a change %s', (
      _what, change,
    ) => {
      const { log, damage } = readTrace(text.replace('"event:1":[null,{"set":true}]', change), 'a.ndjson');
      expect(log.length).toBe(1);
      expect(damage).toContain('Line 3');
    });
  });

  it('of a version that knew no hazards opens too', () => {
    const text = writeTrace(logOf(3)).replaceAll('"hazards":[],', '');
    expect(text).not.toContain('hazards');
    expect(readTrace(text, 'old.ndjson').log.steps()).toEqual(logOf(3).steps());
  });

  it('opens up to the damage and reports its place', () => {
    const lines = writeTrace(logOf(20)).split('\n');
    lines[12] = lines[12]!.slice(0, 30);
    const { log, damage } = readTrace(lines.join('\n'), 'a.ndjson');
    expect(log.length).toBe(11);
    expect(damage).toContain('Line 13 of a.ndjson');
  });

  it('refuses a file that is no trace', () => {
    expect(() => readTrace('{"a":1}\n', 'b.json')).toThrow(/b\.json:1: not a trace/);
  });
});
