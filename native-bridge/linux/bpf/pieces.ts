/** Copies memory of the program that made a call into its record, at r6. */
import { AT, IS_TEXT, PIECE } from '../../../app/shared/recording/bpf/layout.ts';
import { type From, type Piece, type Wanted, placesOf } from '../../../app/shared/recording/bpf/wanted.ts';
import type { Assembler } from '../live/bpf/assembler.ts';
import { HELPER } from './frame.ts';

/** Leaves the size of the record in r3. Uses r8. */
export function copyPieces(a: Assembler, wanted: Wanted): void {
  const places = placesOf(wanted);
  wanted.pieces.forEach((piece, i) => { copyPiece(a, piece, places, places[i]!); });
  // The length of the last piece is in r8.
  a.move(3, 8).number('add', 3, places[wanted.pieces.length - 1]! + PIECE.bytes);
}

function copyPiece(a: Assembler, { pointer, count, each, room }: Piece, places: readonly number[], at: number): void {
  const [more, counted, read, none] = ['more', 'counted', 'read', 'none'].map((label) => `${label} ${at} ${a.length}`) as
    [string, string, string, string];
  load(a, pointer, 3, places).store(8, 6, at + PIECE.address, 3);
  if (count === 'text') {
    a.move(1, 6).number('add', 1, at + PIECE.bytes).moveNumber(2, room)
      .call(HELPER.readUserText).move(8, 0).jump('lessSigned', 8, 0, none).jump('gt', 8, room, none).jump('always', 0, 0, read);
  } else {
    const most = Math.floor(room / each);
    if (typeof count === 'number') a.moveNumber(8, count * each);
    else {
      load(a, count, 8, places);
      if ('result' in count) a.jump('lessSigned', 8, 0, none);
      a.jump('gt', 8, most, more).jump('always', 0, 0, counted).label(more).moveNumber(8, most).label(counted);
      if (each > 1) a.number('mul', 8, each);
    }
    a.move(1, 6).number('add', 1, at + PIECE.bytes).move(2, 8)
      .call(HELPER.readUser).jump('eq', 0, 0, read);
  }
  a.label(none).moveNumber(8, 0).label(read).store(4, 6, at + PIECE.length, 8)
    .storeNumber(4, 6, at + PIECE.room, count === 'text' ? (room | IS_TEXT) : room);
}

/** to = the number. Lengths behind pointers are those after the call. */
function load(a: Assembler, from: From, to: number, places: readonly number[]): Assembler {
  if ('result' in from) return a.load(8, to, 6, AT.result);
  if ('piece' in from) return a.load(from.size, to, 6, places[from.piece]! + PIECE.bytes + from.at);
  a.load(8, to, 6, AT.registers + 8 * from.register);
  return from.int ? a.low(to) : a;
}
