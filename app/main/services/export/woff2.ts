/**
 * Converts a WOFF2 typeface to TrueType, which resvg reads. Source: W3C, "WOFF File Format 2.0", sections 4 and 5.
 * Supports only what the bundled typefaces use: one face, glyphs transformed or not, no transformed metrics.
 */
import { brotliDecompressSync } from 'node:zlib';
import { type PlainTable, rebuildGlyphs } from './woff2-glyphs.ts';

const SIGNATURE = 0x774f_4632;
const KNOWN =
  ('cmap head hhea hmtx maxp name OS/2 post cvt  fpgm glyf loca prep CFF  VORG EBDT EBLC gasp hdmx kern LTSH PCLT VDMX vhea vmtx '
    + 'BASE GDEF GPOS GSUB EBSC JSTF MATH CBDT CBLC COLR CPAL SVG  sbix acnt avar bdat bloc bsln cvar fdsc feat fmtx fvar '
    + 'gvar hsty just lcar '
    + 'mort morx opbd prop trak Zapf Silf Glat Gloc Feat Sill').match(/.{4}(?= |$)/g)!;

/** @throws Error if the data is not such a file. */
export function trueTypeOf(woff2: Buffer): Buffer {
  if (woff2.readUInt32BE(0) !== SIGNATURE) throw new Error('This is not a WOFF2 file');
  const count = woff2.readUInt16BE(12);
  const compressed = woff2.readUInt32BE(20);
  let at = 48;
  const number = () => {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = woff2.readUInt8(at++);
      value = value * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) break;
    }
    return value;
  };
  const entries = Array.from({ length: count }, () => {
    const flags = woff2.readUInt8(at++);
    let tag = KNOWN[flags & 0x3f];
    if (tag === undefined) {
      tag = woff2.toString('latin1', at, at + 4);
      at += 4;
    }
    const length = number();
    const glyphs = tag === 'glyf' || tag === 'loca';
    const transformed = glyphs ? flags >> 6 !== 3 : flags >> 6 !== 0;
    if (transformed && !glyphs) throw new Error(`The table ${tag} uses an unknown transformation`);
    return { tag, transformed, stored: transformed ? number() : length };
  });
  const data = brotliDecompressSync(woff2.subarray(at, at + compressed));
  let offset = 0;
  const tables = new Map<string, { transformed: boolean; bytes: Buffer }>();
  for (const { tag, transformed, stored } of entries) {
    tables.set(tag, { transformed, bytes: data.subarray(offset, offset + stored) });
    offset += stored;
  }
  return assemble(woff2.readUInt32BE(4), plain(tables));
}

function plain(tables: ReadonlyMap<string, { transformed: boolean; bytes: Buffer }>): PlainTable[] {
  const glyf = tables.get('glyf');
  const rebuilt = glyf?.transformed ? rebuildGlyphs(glyf.bytes) : null;
  return [...tables].map(([tag, { bytes }]) => {
    if (rebuilt && tag === 'glyf') return { tag, bytes: rebuilt.glyf };
    if (rebuilt && tag === 'loca') return { tag, bytes: rebuilt.loca };
    if (!rebuilt || tag !== 'head') return { tag, bytes };
    // Glyph offsets are written as 32 bits.
    const head = Buffer.from(bytes);
    head.writeInt16BE(1, 50);
    return { tag, bytes: head };
  });
}

/** Checksums are omitted: font readers that draw do not check them. */
function assemble(flavour: number, tables: readonly PlainTable[]): Buffer {
  const sorted = [...tables].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  const power = 2 ** Math.floor(Math.log2(sorted.length));
  const head = Buffer.alloc(12 + 16 * sorted.length);
  head.writeUInt32BE(flavour, 0);
  head.writeUInt16BE(sorted.length, 4);
  head.writeUInt16BE(power * 16, 6);
  head.writeUInt16BE(Math.log2(power), 8);
  head.writeUInt16BE((sorted.length - power) * 16, 10);
  const parts: Buffer[] = [head];
  let offset = head.length;
  for (const [i, { tag, bytes }] of sorted.entries()) {
    const entry = 12 + 16 * i;
    head.write(tag, entry, 'latin1');
    head.writeUInt32BE(offset, entry + 8);
    head.writeUInt32BE(bytes.length, entry + 12);
    const padding = Buffer.alloc((4 - (bytes.length % 4)) % 4);
    parts.push(bytes, padding);
    offset += bytes.length + padding.length;
  }
  return Buffer.concat(parts);
}
