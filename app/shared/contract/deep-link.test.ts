import { describe, expect, it } from 'vitest';
import { parseDeepLink, writeDeepLink } from './deep-link.ts';

describe('a deep link', () => {
  it.each([
    ['#/scenario/winsock/hand-a-connection-over/step/7?provider=model',
      { scenario: 'winsock/hand-a-connection-over', step: 7, provider: 'model' }],
    ['#/live', { live: '' }],
    ['#/live?filter=port%208080%20%26%20shared', { live: 'port 8080 & shared' }],
    ['#/scenario/linux/take-a-connection-over', { scenario: 'linux/take-a-connection-over', step: null, provider: null }],
  ] as const)('is read and written: %s', (text, link) => {
    expect(parseDeepLink(text)).toEqual(link);
    expect(writeDeepLink(link)).toBe(text);
  });

  it('can be the address of another application', () => {
    expect(parseDeepLink('handoff://scenario/winsock/hand-a-connection-over/step/2')).toEqual({ scenario: 'winsock/hand-a-connection-over',
      step: 2, provider: null });
    expect(parseDeepLink('handoff://live?filter=listening')).toEqual({ live: 'listening' });
  });

  it.each(['', '#', '#token=abc', '#/scenario/../../etc', '#/scenario/winsock/../x', '#/scenario/winsock/a/step/x',
    '#/scenario/winsock/a?provider=root', '#/scenario/macos/a', '#/live/8080', '#/alive',
    `#/scenario/winsock/${'a'.repeat(65)}`])('is nothing else: %s', (text) => {
    expect(parseDeepLink(text)).toBeNull();
  });
});
