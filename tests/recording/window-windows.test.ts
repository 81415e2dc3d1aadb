/** Programs for Windows, recorded as a window asks for them. */
import { expect, it } from 'vitest';
import { wineAvailability } from '../../native-bridge/host/wine.ts';
import { CACHE } from '../support/providers.ts';
import { ask, debugged, event, ofEvents, recorded, start } from './window.ts';
import { WindowsWorkshop } from './windows.ts';

const { reason } = wineAvailability(CACHE);

it.skipIf(reason === null)('a program for Windows is refused where there is no Wine, with the reason', async () => {
  await expect(ask('recording.prepare', { ...recorded('a.exe'), source: 'winsock' })).rejects.toThrow(reason!);
  expect((await ask('recording.offer', {})).noWinsock).toContain(reason);
});

const title = reason === null ? 'a program for Windows is recorded, and not held' : `not run: ${reason}`;
it.skipIf(reason !== null).each([title])('%s', async () => {
  const workshop = new WindowsWorkshop();
  try {
    // Its exit code is the number of calls that it made.
    const command = await workshop.compile('used-twice');
    await expect(ask('recording.prepare', { ...debugged(['shares'], ...command), source: 'winsock' })).rejects.toThrow('does not hold');
    const state = await start({ ...recorded(...command), source: 'winsock' });
    const { state: last, header } = await event('recording.ended');
    expect(last).toMatchObject({ source: 'winsock', about: { source: 'stubs', lost: 0 }, end: 'exited with code 9', problem: null });
    expect(header).toMatchObject({ provider: 'winsock', rules: 'winsock' });
    expect(ofEvents(state).steps).toHaveLength(last.length);
  } finally {
    workshop.remove();
  }
});

const ofProgram = reason === null ? 'variables are for the program for Windows, and not for its recorder' : `not run: ${reason}`;
it.skipIf(reason !== null).each([ofProgram])('%s', async () => {
  // The recorder is a program of Node too, and would not start with it.
  const environment = [{ name: 'Node_Options', value: '--none-such' }];
  const { target } = recorded('cmd.exe', '/c', 'if', '%NODE_OPTIONS%==--none-such', 'exit', '5');
  await start({ target: { ...target, environment }, source: 'winsock', debug: null });
  expect((await event('recording.ended')).state).toMatchObject({ end: 'exited with code 5', problem: null });
});
