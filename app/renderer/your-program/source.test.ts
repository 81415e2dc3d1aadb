import { expect, it } from 'vitest';
import { firstSource, reasonsOf, refusalsOf } from './source.ts';
import { strings } from './strings.ts';

const offer = { reason: null, noPtrace: 'No ptrace.', noBpf: null, noWinsock: null, folder: '/', user: 'root', recent: [] };

it('selects a source that can record, and gives each reason once', () => {
  const attach = refusalsOf(offer, true);
  expect(firstSource(attach)).toBe('bpf');
  expect(reasonsOf(attach)).toBe(`No ptrace. ${strings.dialog.onlyLaunched}`);
  expect(firstSource(refusalsOf({ ...offer, noBpf: 'No BPF.' }, false))).toBe('winsock');
  const all = refusalsOf({ ...offer, noPtrace: null }, false);
  expect(firstSource(all)).toBe('auto');
  expect(reasonsOf(all)).toBeNull();
});
