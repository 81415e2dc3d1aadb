import { expect, it } from 'vitest';
import { stringAt } from '../ptrace/memory.ts';
import { AT, HEADER_BYTES, IS_TEXT, KIND, PIECE } from './layout.ts';
import { Record } from './record.ts';

const ROOM = 256;
/** Three bytes before the end of a page. */
const ADDRESS = 0x7fff_0000_0ffdn;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(`${text}\0`);

/** A call that has returned, with one text. */
function recordWith(text: Uint8Array): Record {
  const all = new Uint8Array(HEADER_BYTES + PIECE.bytes + ROOM);
  const view = new DataView(all.buffer);
  view.setUint32(AT.kind, KIND.call, true);
  view.setUint32(AT.from, HEADER_BYTES, true);
  view.setBigUint64(HEADER_BYTES + PIECE.address, ADDRESS, true);
  view.setUint32(HEADER_BYTES + PIECE.length, text.length, true);
  view.setUint32(HEADER_BYTES + PIECE.room, (ROOM | IS_TEXT) >>> 0, true);
  all.set(text, HEADER_BYTES + PIECE.bytes);
  return new Record(all, 0, all.length);
}

it('reads a text that continues on the next page', () => {
  const record = recordWith(bytes('/usr/bin/true'));
  expect(stringAt(record.memory(null), ADDRESS)).toMatchObject({ bytes: '/usr/bin/true' });
  expect(stringAt(record.memory({ address: ADDRESS, bytes: bytes('/bin/sh') }), ADDRESS)).toMatchObject({ bytes: '/bin/sh' });
});

it('has no memory before and behind a text', () => {
  const memory = recordWith(bytes('ab')).memory(null);
  expect([memory(ADDRESS - 1n, 8), memory(ADDRESS + 3n, 8)]).toEqual([null, null]);
});
