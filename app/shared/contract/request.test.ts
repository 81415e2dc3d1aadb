import { expect, it } from 'vitest';
import { REQUEST_NAMES, requestFacts, requests } from './contract.ts';

const names = (fact: 'opens' | 'closes' | 'grows' | 'audited') => REQUEST_NAMES.filter((name) => requestFacts(name)[fact]);

it('refuses requests that open a session while memory is low, unless the session already exists', () => {
  expect(names('opens').filter((name) => !requestFacts(name).grows)).toEqual(['session.attach', 'recording.attach']);
});

it('requests that end a session or recording name it', () => {
  for (const name of names('closes')) {
    const { shape } = requests[name].input as unknown as { shape: object };
    expect(Object.keys(shape)).toContain(name.split('.')[0]);
  }
  expect(names('closes')).toEqual(expect.arrayContaining(['session.close', 'recording.close']));
});

it('requests that reach a process outside of a session are logged', () => {
  expect(names('audited')).toEqual(expect.arrayContaining([
    'own.give', 'own.take', 'own.process', 'live.scan', 'live.watch', 'live.fetch', 'live.fetchConfirm', 'live.release',
    'recording.start', 'recording.hold', 'recording.release', 'recording.stop', 'recording.detach', 'recording.close',
    'setup.run',
  ]));
});
