import { expect, it } from 'vitest';
import { type AboutProcess, attachRefusal, launchRefusal, machineRefusal } from './refusal.ts';

const ABOUT: AboutProcess = { pid: 12, error: 0, isOwn: false, isProtected: false, isElevated: false, isDebugged: false, forbidsCode: false,
  machine: 0x8664 };

it('a process about which nothing speaks against it, and one of which nothing is known, can be attached to', () => {
  expect(attachRefusal(ABOUT)).toBeNull();
  expect(attachRefusal({ ...ABOUT, machine: 0 })).toBeNull();
});

it.each<[Partial<AboutProcess>, string, boolean]>([
  [{ isOwn: true, isDebugged: true }, 'cannot attach to process 12: it is the inspector itself', true],
  [{ isProtected: true, error: 5 }, 'cannot attach to process 12: it is a protected process, which no debugger can open', true],
  [{ isElevated: true, error: 5 }, 'cannot attach to process 12: it is elevated: start the inspector elevated', true],
  [{ isDebugged: true }, 'cannot attach to process 12: another debugger is attached to it', true],
  [{ forbidsCode: true }, 'cannot attach to process 12: its dynamic code policy forbids the code that records calls', true],
  [{ error: 5, machine: 0 }, 'cannot attach to process 12: access is denied: it belongs to another user, or is protected', true],
  [{ error: 8 }, 'cannot attach to process 12: error 8', true],
  [{ error: 87, machine: 0 }, 'there is no process 12', false],
  [{ machine: 0x14c }, '32-bit programs cannot be recorded yet', false],
  [{ machine: 0xaa64 }, 'programs for ARM64 cannot be recorded yet', false],
])('%j: %s', (about, message, denied) => {
  expect(attachRefusal({ ...ABOUT, ...about })).toMatchObject({ message, denied });
});

it.each([
  [2, 'cannot start a.exe: there is no such program', false], [5, 'cannot start a.exe: access is denied', true],
  [740, 'cannot start a.exe: it needs elevation: start the inspector elevated', true], [1450, 'cannot start a.exe: error 1450', false],
])('a program whose start failed with error %i: %s', (error, message, denied) => {
  expect(launchRefusal('a.exe', error)).toMatchObject({ message, denied });
});

it('names other machines by their number', () => {
  expect(machineRefusal(0x200)?.message).toBe('programs for machine 0x200 cannot be recorded yet');
});
