import { expect, it } from 'vitest';
import { CELL_MASK, CELL_SHIFT, HOLD_AT, HoldPage } from './hold-page.ts';
import { FIRST_SLOT } from './ring.ts';

const memory = new Uint8Array(FIRST_SLOT);
const view = new DataView(memory.buffer);
const page = new HoldPage(memory);
const cellOf = (task: number): number => HOLD_AT.CELLS + ((task & CELL_MASK) << CELL_SHIFT);
/** What a stub reads, and then empties the cell. */
function take(task: number): (number | bigint)[] {
  const at = cellOf(task);
  const seen = [view.getBigUint64(at, true), view.getUint32(at + 8, true), view.getUint32(at + 12, true), view.getBigUint64(at + 16, true)];
  view.setBigUint64(at, 0n, true);
  return seen;
}

it('answers each thread once, and a second thread of the same cell when the first has its answer', () => {
  page.answer(4, 0x10, { error: 10_055, result: 'ffffffffffffffff' });
  page.answer(6, 0x10 + CELL_MASK + 4, null);
  expect(cellOf(0x10 + CELL_MASK + 4)).toBe(cellOf(0x10));
  page.beat();
  expect(take(0x10)).toEqual([5n, 10_055, 1, 0xffff_ffff_ffff_ffffn]);
  expect(take(0x10)[0]).toBe(0n);
  page.beat();
  expect(take(0x10)).toEqual([7n, 0, 0, 0n]);
  expect(view.getUint32(HOLD_AT.BEAT, true)).toBe(2);
});

it('arms the functions that it is given and no others, and lets all threads go for good', () => {
  page.arm([3, 5]);
  page.arm([5]);
  expect([3, 4, 5].map((fn) => memory[HOLD_AT.ARMED + fn])).toEqual([0, 0, 1]);
  const other = new Uint8Array(FIRST_SLOT);
  const [leaving, letGo] = [new HoldPage(other), () => new DataView(other.buffer).getBigUint64(HOLD_AT.LET_GO, true)];
  leaving.letGo(9);
  leaving.letGo(8);
  expect(letGo()).toBe(9n);
  leaving.letGo();
  leaving.letGo(12);
  expect(letGo() > 2n ** 53n).toBe(true);
});

it('answers for threads that were let go keep no cell from later ones', () => {
  page.answer(20, 0x20, null);
  page.answer(22, 0x20, null);
  page.answer(30, 0x24, null);
  page.letGo(25);
  expect([24, 25].map((index) => page.hasLetGo(index))).toEqual([true, false]);
  page.answer(24, 0x20, null);
  page.answer(26, 0x20, { error: 10_038, result: '0' });
  expect(take(0x20)).toEqual([27n, 10_038, 1, 0n]);
  page.beat();
  expect(take(0x20)[0]).toBe(0n);
  expect(take(0x24)[0]).toBe(31n);
});

it('a thread that ends without reading its answer keeps its cell from no other thread', () => {
  page.answer(40, 0x30, null);
  page.answer(42, 0x30 + CELL_MASK + 4, null);
  page.answer(44, 0x30, null);
  page.ended(0x34);
  expect(view.getBigUint64(cellOf(0x30), true)).toBe(41n);
  page.ended(0x30);
  page.beat();
  expect(take(0x30)[0]).toBe(43n);
  page.beat();
  expect(take(0x30)[0]).toBe(0n);
  // The cell belongs to another thread now.
  page.answer(46, 0x30 + CELL_MASK + 4, null);
  page.ended(0x30);
  expect(take(0x30)[0]).toBe(47n);
});

it('no cell reaches into the slots', () => {
  for (let task = 0; task < 4096; task += 1) expect(cellOf(task) + 32).toBeLessThanOrEqual(FIRST_SLOT);
});
