import { describe, expect, it } from 'vitest';
import { FRAME_SIZE, decodeAnswer, decodeBlobFrame, encodeAnswer, encodeBlobFrame } from './frame.ts';

const blob = Uint8Array.from({ length: 628 }, (_, i) => i % 251);
const frame = encodeBlobFrame({ targetPid: 70_000, blob });

describe('the frame of a blob', () => {
  it('has the documented layout', () => {
    expect(frame.length).toBe(644);
    expect(FRAME_SIZE).toBe(644);
    expect(new TextDecoder().decode(frame.slice(0, 8))).toBe('HANDOFF1');
    expect(frame.slice(8, 16)).toEqual(Uint8Array.of(0x70, 0x11, 0x01, 0x00, 0x74, 0x02, 0x00, 0x00));
    expect(frame.slice(16)).toEqual(blob);
  });

  it('decodes a whole frame and waits while bytes are missing', () => {
    expect(decodeBlobFrame(frame)).toEqual({ targetPid: 70_000, blob });
    for (const length of [0, 3, 8, 15, 16, 643]) expect(decodeBlobFrame(frame.slice(0, length))).toBeNull();
  });

  it('is refused at the first wrong byte', () => {
    expect(() => decodeBlobFrame(new TextEncoder().encode('HAX'))).toThrow('does not begin with HANDOFF1');
    const short = frame.slice(0, 16);
    short[12] = 0x10;
    expect(() => decodeBlobFrame(short)).toThrow('628 bytes, not 528');
    expect(() => decodeBlobFrame(Uint8Array.of(...frame, 1, 2))).toThrow('2 bytes too many');
    expect(() => encodeBlobFrame({ targetPid: 1, blob: blob.slice(1) })).toThrow('628 bytes, not 627');
  });
});

describe('the answer', () => {
  it.each([{ kind: 'taken' } as const, { kind: 'failed', error: 10_022 } as const,
    { kind: 'failed', error: 0x4b } as const])('%o comes back', (
    answer,
  ) => {
    expect(decodeAnswer(encodeAnswer(answer))).toEqual(answer);
  });

  it('is awaited while incomplete, and refused if invalid', () => {
    expect(decodeAnswer(Uint8Array.of())).toBeNull();
    expect(decodeAnswer(encodeAnswer({ kind: 'failed', error: 10_022 }).slice(0, 4))).toBeNull();
    expect(() => decodeAnswer(Uint8Array.of(0x6f))).toThrow('neither "K" nor "E"');
  });
});
