import { describe, expect, it } from 'vitest';
import type { WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import { Forms } from './forms.ts';

const socket = (id: string, more: object = {}) =>
  ({ [id]: { kind: 'socket', id, state: 'established', queue: [], closedAt: null, ...more } });
const added = (...ids: readonly string[]) => ({ added: Object.assign({}, ...ids.map((id) => socket(id))) as WorldDiff['added'] });
const change = (fields: object, id = 'socket:1') => ({ updated: { [id]: [null, fields] } as unknown as WorldDiff['updated'] });
const FULL = change({ queue: [{ data: 'x', transfer: null }] });
const EMPTY = change({ queue: [] });

function begun(...ids: readonly string[]): Forms {
  const forms = new Forms();
  forms.wholeDiff(added(...ids));
  return forms;
}

const pair = (diff: WorldDiff | null, id = 'socket:1'): readonly [Entity, Entity] => diff!.updated[id]!;

describe('the forms of a trace file', () => {
  it('are whole before and after a change that names only fields', () => {
    const [before, after] = pair(begun('socket:1').wholeDiff(FULL));
    expect(before).toEqual(socket('socket:1')['socket:1']);
    expect(after).toEqual({ ...before, queue: [{ data: 'x', transfer: null }] });
  });

  it('are one object where an entity returns to a form, and so is the whole change', () => {
    const forms = begun('socket:1');
    const first = forms.wholeDiff(FULL);
    expect(pair(forms.wholeDiff(EMPTY))[1]).toBe(pair(first)[0]);
    expect(forms.wholeDiff(FULL)).toBe(first);
    // Without shared lines the change is another object of the same forms.
    forms.wholeDiff(structuredClone(EMPTY));
    const other = forms.wholeDiff(structuredClone(FULL));
    expect(other).not.toBe(first);
    expect(pair(other)[1]).toBe(pair(first)[1]);
  });

  it('differ where any field differs', () => {
    const forms = begun('socket:1');
    const first = forms.wholeDiff(FULL);
    forms.wholeDiff(change({ state: 'closed' }));
    const [before, after] = pair(forms.wholeDiff(EMPTY));
    expect(before).toMatchObject({ state: 'closed', queue: [{ data: 'x' }] });
    expect(after).toMatchObject({ state: 'closed', queue: [] });
    expect(after).not.toBe(pair(first)[0]);
    // The line is the same, but the socket it changes has another form now.
    expect(pair(forms.wholeDiff(FULL))[1]).toMatchObject({ state: 'closed' });
    expect(pair(forms.wholeDiff(change({ toString: 'x' })))[1]).toMatchObject({ toString: 'x' });
    expect(pair(forms.wholeDiff(EMPTY))[1]).toMatchObject({ toString: 'x', queue: [] });
  });

  it('of one entity are not those of another, nor of one that came later with its id', () => {
    const forms = begun('socket:1', 'socket:2');
    forms.wholeDiff(FULL);
    expect(pair(forms.wholeDiff(change({ queue: [] }, 'socket:2')), 'socket:2')[1]).toMatchObject({ id: 'socket:2' });
    forms.wholeDiff({ removed: socket('socket:1') as unknown as WorldDiff['removed'] });
    forms.wholeDiff({ added: socket('socket:1', { state: 'bound' }) as unknown as WorldDiff['added'] });
    expect(pair(forms.wholeDiff(FULL))[1]).toMatchObject({ state: 'bound', queue: [{ data: 'x' }] });
  });

  it('are unknown of an entity that no line has spoken of', () => {
    expect(new Forms().wholeDiff(FULL)).toBeNull();
  });
});
