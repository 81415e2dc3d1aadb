import { expect, it } from 'vitest';
import { afdText, isAfd } from './afd.ts';

/** AFD_POLL_INFO with one handle. */
const poll = (handle: number, events: number): string => {
  const words = [0, 0, 1, 0, handle, 0, events, 0];
  return String.fromCharCode(...new Uint8Array(new Uint32Array(words).buffer));
};

it.each([
  [0x1_2024, 0x103, poll(0x98, 0x81), 'IOCTL_AFD_POLL(handle 0x98: RECEIVE|ACCEPT) = STATUS_PENDING'],
  [0x1_2024, 0, poll(0x98, 0x4000), 'IOCTL_AFD_POLL(handle 0x98: 0x4000) = STATUS_SUCCESS'],
  [0x1_2024, -0x3fff_fff8, null, 'IOCTL_AFD_POLL(handle 0x44) = STATUS_INVALID_HANDLE'],
  [0x1_2017, 0x103, null, 'IOCTL_AFD_RECEIVE(handle 0x44) = STATUS_PENDING'],
  [0x1_20c7, 0xc000_0001, null, 'AFD ioctl 0x120c7(handle 0x44) = 0xc0000001'],
])('code %i with status %i', (code, status, input, text) => {
  expect(isAfd(code)).toBe(true);
  expect(afdText(0x44, code, status, input)).toBe(text);
});

it('knows other drivers by their codes', () => {
  expect([0x9_c040, 0x11_0018, 0x2_2400].map(isAfd)).toEqual([false, false, false]);
});

it('survives a list that claims more handles than it has', () => {
  const input = poll(0x98, 1).replace('\u0001', '\u00ff');
  expect(afdText(0x44, 0x1_2024, 0, input)).toBe('IOCTL_AFD_POLL(handle 0x98: RECEIVE) = STATUS_SUCCESS');
  expect(afdText(0x44, 0x1_2024, 0, 'short')).toBe('IOCTL_AFD_POLL(handle 0x44) = STATUS_SUCCESS');
});
