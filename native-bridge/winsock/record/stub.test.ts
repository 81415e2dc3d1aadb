import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS, IOCTL_FUNCTION } from '../../../app/shared/recording/winsock/functions.ts';
import { quoted } from './launch.ts';
import { exportsOf } from './pe-exports.ts';
import { stubCode } from './stub.ts';

const places = { ring: 0x1111_2222_3333n, mask: 0x7fff, original: 0x4444_5555_6666n, read: 0x7777_8888_9999n, delay: 0x6666_0000n,
  own: 0xaaaa_bbbbn, peer: 0xcccc_ddddn, passed: [] };
const extension = { guid: 0x11cf_cbac_b536_7df1n, stub: 0x5555_0000n, original: 0x5555_07f8n };
const numberOf = (name: string): number => FUNCTIONS.findIndex((fn) => fn.name === name);

/** The bytes column of objdump -d -M intel. */
function golden(name: string): string {
  const lines = readFileSync(join(import.meta.dirname, 'golden', `${name}.txt`), 'utf8').split('\n');
  return lines.flatMap((line) => /^\s*[\da-f]+:\t((?:[\da-f]{2} )+)/.exec(line)?.[1] ?? []).join('').replaceAll(' ', '');
}

describe('stub', () => {
  it.each(['bind', 'accept', 'WSAIoctl'])('the code of %s is the one that was disassembled', (name) => {
    const fn = numberOf(name);
    const code = stubCode(fn, places, fn === IOCTL_FUNCTION ? [extension] : []);
    expect(code.toString('hex')).toBe(golden(name));
  });

  it('calls of Winsock itself are passed on before anything else, as was disassembled', () => {
    const fn = numberOf('NtDeviceIoControlFile');
    const plain = stubCode(fn, places).toString('hex');
    const code = stubCode(fn, { ...places, passed: [{ from: 0x7f00_0000n, to: 0x7f01_2000n }] }).toString('hex');
    expect(code).toBe(golden('passed') + plain);
  });

  it('every function has a stub that fits its place', () => {
    const all = FUNCTIONS.flatMap(({ guid }) => (guid === undefined ? [] : [{ ...extension, guid }]));
    for (const [fn] of FUNCTIONS.entries()) expect(stubCode(fn, places, all).length).toBeLessThan(2040);
  });
});

describe('export directory', () => {
  it('reads nothing from memory that is no image, for any bytes', () => {
    expect(exportsOf(() => null)).toBeNull();
    for (let seed = 0; seed < 500; seed += 1) {
      const image = Buffer.alloc(0x2000, 0);
      for (let i = 0; i < image.length; i += 4) image.writeUInt32LE(Math.imul(seed * 0x9e37 + i, 0x85eb_ca6b) >>> (seed % 20), i);
      image.writeUInt16LE(0x5a4d, 0);
      image.writeUInt32LE(0x80, 0x3c);
      image.writeUInt32LE(0x4550, 0x80);
      image.writeUInt16LE(0x20b, 0x98);
      image.writeUInt32LE(0x1000, 0x98 + 112);
      image.writeUInt32LE(0x800, 0x98 + 116);
      const found = exportsOf((offset, bytes) => (offset + bytes > image.length ? null : image.subarray(offset, offset + bytes)));
      expect(found?.exports.every(({ target }) => target > 0)).toBe(true);
    }
  });
});

it('quotes arguments as CommandLineToArgvW takes them apart', () => {
  expect(['plain', '', 'two words', 'a"b', String.raw`ends with \ `, String.raw`C:\a b\ `.trim()].map(quoted))
    .toEqual(['plain', '""', '"two words"', String.raw`"a\"b"`, String.raw`"ends with \ "`, String.raw`"C:\a b\\"`]);
});
