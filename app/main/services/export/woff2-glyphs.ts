/** Converts the transformed glyph table of WOFF2 (section 5.1) to the tables glyf and loca, with 32-bit offsets. */

export interface PlainTable {
  tag: string;
  bytes: Buffer;
}

const HEADER = 36;
const MORE_COMPONENTS = 0x20;
const HAS_INSTRUCTIONS = 0x100;

class Stream {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  u8(): number {
    return this.#bytes.readUInt8(this.#at++);
  }

  i16(): number {
    this.#at += 2;
    return this.#bytes.readInt16BE(this.#at - 2);
  }

  take(length: number): Buffer {
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Reads the format's 255UInt16. */
  count(): number {
    const code = this.u8();
    if (code === 253) return (this.u8() << 8) | this.u8();
    if (code === 255) return 253 + this.u8();
    return code === 254 ? 506 + this.u8() : code;
  }
}

export function rebuildGlyphs(table: Buffer): { glyf: Buffer; loca: Buffer } {
  const options = table.readUInt16BE(2);
  const glyphs = table.readUInt16BE(4);
  const sizes = Array.from({ length: 7 }, (_, i) => table.readUInt32BE(8 + 4 * i));
  let at = HEADER;
  const [contours, points, flags, coordinates, composites, boxes, instructions] = sizes.map((size) => {
    at += size;
    return new Stream(table.subarray(at - size, at));
  }) as [Stream, Stream, Stream, Stream, Stream, Stream, Stream];
  const boxed = boxes.take(4 * Math.floor((glyphs + 31) / 32));
  const overlaps = (options & 1) === 0 ? null : table.subarray(at);
  const bit = (map: Buffer | null, i: number) => map !== null && ((map[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0;
  const built: Buffer[] = [];
  const loca = Buffer.alloc(4 * (glyphs + 1));
  let offset = 0;
  for (let i = 0; i < glyphs; i++) {
    const count = contours.i16();
    const box = () => (bit(boxed, i) ? boxes.take(8) : null);
    const glyph = count === 0 ? Buffer.alloc(0)
      : count < 0 ? composite(composites, coordinates, instructions, box())
        : simple(count, { points, flags, coordinates, instructions }, box(), bit(overlaps, i));
    built.push(glyph);
    offset += glyph.length;
    loca.writeUInt32BE(offset, 4 * (i + 1));
  }
  return { glyf: Buffer.concat(built), loca };
}

function composite(components: Stream, sizes: Stream, instructions: Stream, box: Buffer | null): Buffer {
  const head = Buffer.alloc(2);
  head.writeInt16BE(-1);
  const parts = [head, box ?? Buffer.alloc(8)];
  let any = false;
  for (let flags = MORE_COMPONENTS; (flags & MORE_COMPONENTS) !== 0;) {
    const start = components.take(2);
    flags = start.readUInt16BE(0);
    any ||= (flags & HAS_INSTRUCTIONS) !== 0;
    const scale = (flags & 0x8) !== 0 ? 2 : (flags & 0x40) !== 0 ? 4 : (flags & 0x80) !== 0 ? 8 : 0;
    parts.push(start, components.take(2 + ((flags & 1) !== 0 ? 4 : 2) + scale));
  }
  if (any) {
    const length = sizes.count();
    const size = Buffer.alloc(2);
    size.writeUInt16BE(length);
    parts.push(size, instructions.take(length));
  }
  return padded(Buffer.concat(parts));
}

interface Streams {
  points: Stream;
  flags: Stream;
  coordinates: Stream;
  instructions: Stream;
}

/** Written unpacked: one flag per point, and 16 bits per coordinate. */
function simple(count: number, streams: Streams, box: Buffer | null, overlap: boolean): Buffer {
  const ends: number[] = [];
  let total = 0;
  for (let i = 0; i < count; i++) {
    total += streams.points.count();
    ends.push(total - 1);
  }
  const flags = Buffer.alloc(total);
  const xs = Buffer.alloc(2 * total);
  const ys = Buffer.alloc(2 * total);
  const bounds = { left: Infinity, bottom: Infinity, right: -Infinity, top: -Infinity };
  let [x, y] = [0, 0];
  for (let i = 0; i < total; i++) {
    const flag = streams.flags.u8();
    const [dx, dy] = triplet(flag & 0x7f, streams.coordinates);
    flags[i] = (flag >> 7 === 0 ? 1 : 0) | (overlap && i === 0 ? 0x40 : 0);
    xs.writeInt16BE(dx, 2 * i);
    ys.writeInt16BE(dy, 2 * i);
    x += dx;
    y += dy;
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.bottom = Math.min(bounds.bottom, y);
    bounds.top = Math.max(bounds.top, y);
  }
  const length = streams.coordinates.count();
  const head = Buffer.alloc(10 + 2 * count + 2);
  head.writeInt16BE(count, 0);
  if (box) box.copy(head, 2);
  else for (const [i, value] of [bounds.left, bounds.bottom, bounds.right, bounds.top].entries()) head.writeInt16BE(value, 2 + 2 * i);
  for (const [i, end] of ends.entries()) head.writeUInt16BE(end, 10 + 2 * i);
  head.writeUInt16BE(length, 10 + 2 * count);
  return padded(Buffer.concat([head, streams.instructions.take(length), flags, xs, ys]));
}

const signed = (flag: number, value: number): number => ((flag & 1) === 0 ? -value : value);

/** Section 5.2: one point, relative to the previous one. */
function triplet(flag: number, bytes: Stream): [number, number] {
  if (flag < 10) return [0, signed(flag, ((flag & 14) << 7) + bytes.u8())];
  if (flag < 20) return [signed(flag, (((flag - 10) & 14) << 7) + bytes.u8()), 0];
  if (flag < 84) {
    const high = flag - 20;
    const low = bytes.u8();
    return [signed(flag, 1 + (high & 0x30) + (low >> 4)), signed(flag >> 1, 1 + ((high & 0x0c) << 2) + (low & 0x0f))];
  }
  if (flag < 120) {
    const high = flag - 84;
    return [signed(flag, 1 + (Math.floor(high / 12) << 8) + bytes.u8()), signed(flag >> 1, 1 + (((high % 12) >> 2) << 8) + bytes.u8())];
  }
  const first = bytes.u8();
  const second = bytes.u8();
  if (flag < 124) return [signed(flag, (first << 4) + (second >> 4)), signed(flag >> 1, ((second & 0x0f) << 8) + bytes.u8())];
  return [signed(flag, (first << 8) + second), signed(flag >> 1, (bytes.u8() << 8) + bytes.u8())];
}

/** Glyphs are aligned to four bytes. */
function padded(glyph: Buffer): Buffer {
  return Buffer.concat([glyph, Buffer.alloc((4 - (glyph.length % 4)) % 4)]);
}
