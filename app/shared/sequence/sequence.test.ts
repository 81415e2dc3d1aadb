import { describe, expect, it } from 'vitest';
import { storyTrace } from '../graph-layout/story.fixture.ts';
import { TraceLog } from '../trace/log.ts';
import { layoutSequence } from './layout.ts';
import { Sequence } from './sequence.ts';
import { type Stretch, Stretches } from './stretches.ts';
import type { SequenceArrow, Spacing } from './types.ts';

function sequenceOf(log: TraceLog): Sequence {
  const sequence = new Sequence(log.header);
  for (const step of log.steps()) sequence.extend(step);
  return sequence;
}

const log = storyTrace();
const whole = (spacing: Spacing = 'even') => layoutSequence(sequenceOf(log), log, { from: 1, to: log.length, spacing });
const endsOf = (arrows: readonly SequenceArrow[],
  kind: string) => arrows.filter((a) => a.kind === kind).map((a) => [a.from, a.to, a.fromLane, a.toLane]);

describe('a sequence', () => {
  it('has a lane for each process, participants first and peers last', () => {
    expect(whole().lanes.map((lane) => [lane.id, lane.note, lane.hue])).toEqual([
      ['main', 'pid 4120', 1], ['reader', 'pid 4388', 2], ['writer', 'pid 4402', 3], ['spare', 'pid 4466', 4], ['client', 'outside', 0],
    ]);
  });

  it('has one lane for the processes of a recording without sockets, unless all are wanted', () => {
    const recording = { source: 'ptrace', calls: 0, lost: 0, unread: 0, undecoded: 0, notFollowed: {} } as const;
    const { scenario } = log.header;
    const recorded = new TraceLog({ ...log.header, recording,
      scenario: { ...scenario, processes: [{ name: 'bare' }, ...scenario.processes, { name: 'bare-2' }] } });
    for (const step of log.steps()) recorded.append(step);
    const lanes = (all: boolean) => layoutSequence(sequenceOf(recorded), recorded, { from: 1, to: log.length, spacing: 'even', all });
    const folded = lanes(false);
    expect(folded.lanes.at(-1)).toMatchObject({ title: '3 lanes without sockets', folded: 3 });
    expect(folded.lanes.map(({ id }) => id)).toEqual(['main', 'reader', 'writer', 'client', '3 lanes without sockets']);
    expect(folded.rows.map(({ lane }) => folded.lanes[lane]!.id)).toEqual(
      whole().rows.map(({ lane }) => whole().lanes[lane]!.id.replace('spare', '3 lanes without sockets')));
    expect(lanes(true).lanes.map(({ id }) => id)).toEqual(['bare', 'main', 'reader', 'writer', 'spare', 'bare-2', 'client']);
  });

  it('draws a transfer from its export to its import, and one without an import as waiting', () => {
    const { arrows } = whole();
    expect(endsOf(arrows, 'transfer')).toEqual([[6, 8, 0, 1], [9, 10, 0, 2], [12, null, 0, 3]]);
    expect(arrows.find((a) => a.from === 12)).toMatchObject({ state: 'waiting' });
  });

  it('draws a connection from connect to accept', () => {
    expect(endsOf(whole().arrows, 'connection')).toEqual([[4, 5, 4, 0]]);
  });

  it('shows the process that ended a registration, and the process of the event object that was set', () => {
    const { arrows } = whole();
    expect(endsOf(arrows, 'cancellation')).toEqual([[14, 14, 2, 1]]);
    expect(endsOf(arrows, 'notification')).toEqual([[13, 13, 4, 1]]);
    expect(arrows.find((a) => a.kind === 'cancellation')!.label).toBe('ends the registration for FD_READ of reader');
  });

  it.each(['even', 'real'] as const)('lets no row overlap another and finds each by its place (%s)', (spacing) => {
    const sequence = sequenceOf(log);
    const { rows } = whole(spacing);
    let free = 0;
    for (const row of rows) {
      expect(row.y).toBeGreaterThanOrEqual(free);
      free = row.y + row.h;
      expect(row.bar.y + row.bar.h).toBeLessThanOrEqual(row.y + row.h);
      expect(sequence.stepAt(row.y + row.h / 2, spacing)).toBe(row.n);
    }
  });

  it('draws bars as long as their calls, in real spacing', () => {
    const { rows, perMilli } = whole('real');
    const bar = (n: number) => rows[n - 1]!.bar.h;
    expect(bar(5)).toBeGreaterThan(bar(2));
    expect(bar(2) / bar(1)).toBeCloseTo(34 / 21, 1);
    expect(bar(5)).toBeCloseTo(0.061 * perMilli!, 0);
  });

  it('places a window where the whole has it', () => {
    const part = layoutSequence(sequenceOf(log), log, { from: 7, to: 9, spacing: 'even' });
    const { rows, arrows, lanes } = whole();
    expect(part.rows).toEqual(rows.slice(6, 9));
    expect(part.lanes).toEqual(lanes);
    expect(part.arrows).toEqual(arrows.filter((a) => a.from <= 9 && (a.to ?? Infinity) >= 7));
  });

  it('grows with the trace', () => {
    const sequence = new Sequence(log.header);
    for (const step of log.steps()) {
      sequence.extend(step);
      expect(layoutSequence(sequence, log, { from: 1, to: 99, spacing: 'real' }).rows).toHaveLength(step.n);
    }
  });

  it('lays out a window of 100,000 steps without looking at the others', () => {
    const long = new TraceLog(log.header);
    const sequence = new Sequence(log.header);
    const made = log.steps().map((step) => ({ ...step, diff: { added: {}, updated: {}, removed: {} } }));
    for (let n = 1; n <= 100_000; n++) {
      const step = { ...made[n % made.length]!, n };
      long.append(step);
      sequence.extend(step);
    }
    const { rows, height } = layoutSequence(sequence, long, { from: 50_000, to: 50_020, spacing: 'real' });
    expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 21 }, (_, i) => 50_000 + i));
    expect(sequence.stepAt(height, 'real')).toBe(100_000);
  });
});

describe('stretches', () => {
  it('returns exactly the intervals that touch a window, regardless of their lengths', () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const kept = new Stretches<Stretch>();
    const all: Stretch[] = [];
    for (let n = 1; n <= 600; n++) {
      for (const item of all) if (item.to === null && random(item.from % 7 === 0 ? 400 : 12) === 0) kept.close(item.id, n);
      const item: Stretch = { id: `s${n}`, from: n, to: null };
      all.push(item);
      if (random(3) > 0) kept.open(item);
      else {
        item.to = n;
        kept.add(item);
      }
    }
    for (let i = 0; i < 200; i++) {
      const first = 1 + random(600);
      const last = first + random(40);
      expect(kept.touching(first, last)).toEqual(all.filter((s) => s.from <= last && (s.to ?? Infinity) >= first));
    }
  });
});
