import { expect, it } from 'vitest';
import { REQUEST_NAMES, requestFacts, requests } from './contract.ts';

const names = (fact: 'opens' | 'closes' | 'grows' | 'audited') => REQUEST_NAMES.filter((name) => requestFacts(name)[fact]);

it('what opens a session is refused while memory is nearly used up, unless the session is there already', () => {
  expect(names('opens').filter((name) => !requestFacts(name).grows)).toEqual(['session.attach']);
});

it('what ends a session names it', () => {
  for (const name of names('closes')) {
    const { shape } = requests[name].input as unknown as { shape: object };
    expect(Object.keys(shape)).toContain('session');
  }
  expect(names('closes')).toContain('session.close');
});

it('what reaches into a process outside of a session is noted', () => {
  expect(names('audited')).toEqual(expect.arrayContaining([
    'own.give', 'own.take', 'own.process', 'live.scan', 'live.watch', 'live.fetch', 'live.fetchConfirm', 'live.release',
  ]));
});
