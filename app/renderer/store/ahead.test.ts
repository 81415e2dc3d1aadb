import { expect, it } from 'vitest';
import { EMPTY_DIFF } from '../../shared/domain/diff.ts';
import type { Entity } from '../../shared/domain/entities.ts';
import { World } from '../../shared/domain/world.ts';
import { fits } from './ahead.ts';

const entity = (id: string, more: object = {}) => ({ id, kind: 'socket', ...more }) as unknown as Entity;
const world = new World(new Map([['socket:1', entity('socket:1', { state: 'bound', local: 'x' })]]));

it('a change fits the world that it begins with, and no other', () => {
  const listening = entity('socket:1', { state: 'listening' });
  const updated = (before: Entity) => ({ ...EMPTY_DIFF, updated: { 'socket:1': [before, listening] as const } });
  expect(fits(updated(entity('socket:1', { local: 'x', state: 'bound' })), world)).toBe(true);
  expect(fits(updated(entity('socket:1', { local: 'x', state: 'created' })), world)).toBe(false);
  expect(fits({ ...EMPTY_DIFF, added: { 'socket:2': entity('socket:2') } }, world)).toBe(true);
  expect(fits({ ...EMPTY_DIFF, added: { 'socket:1': entity('socket:1') } }, world)).toBe(false);
  expect(fits({ ...EMPTY_DIFF, removed: { 'socket:3': entity('socket:3') } }, world)).toBe(false);
});
