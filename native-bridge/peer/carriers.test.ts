import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Inbox, post, readPayload, writePayload } from './carriers.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Payload } from '../channel/protocol.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'carriers-test-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const blob: Payload = { kind: 'blob', bytes: Uint8Array.from({ length: 628 }, (_, i) => i & 0xff) };

describe('frames', () => {
  it('come back whole, and only when they are whole', () => {
    const frame = encodeFrame(blob);
    expect(decodeFrame(frame)).toEqual(blob);
    for (const length of [0, 4, 5, frame.length - 1]) expect(decodeFrame(frame.subarray(0, length))).toBeNull();
  });

  it('are refused when they cannot be ours', () => {
    expect(() => decodeFrame(Buffer.concat([encodeFrame(blob), Buffer.from([1])]))).toThrow('behind the frame');
    expect(() => decodeFrame(Buffer.from([255, 255, 255, 255, 1]))).toThrow('longer than any payload');
    expect(() => decodeFrame(Buffer.from([1, 0, 0, 0, 9, 1]))).toThrow('kind 9');
  });
});

describe('pipes', () => {
  it('accept one frame in pieces and close', async () => {
    const inbox = new Inbox(folder);
    await inbox.listen();
    const frame = encodeFrame(blob);
    const connection = connect(inbox.address, () => { connection.write(frame.subarray(0, 100)); });
    setTimeout(() => { connection.end(frame.subarray(100)); }, 20);
    expect(await inbox.arrived).toEqual(blob);
    expect(readdirSync(folder)).toEqual([]);
    await expect(post(inbox.address, blob)).rejects.toThrow('ENOENT');
  });

  it('fail if the bytes are no frame', async () => {
    const inbox = new Inbox(folder);
    await inbox.listen();
    const connection = connect(inbox.address, () => { connection.end(Buffer.from([1, 0, 0, 0, 9, 1])); });
    connection.on('error', () => {});
    await expect(inbox.arrived).rejects.toThrow('kind 9');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('can be given up', async () => {
    const inbox = new Inbox(folder);
    await inbox.listen();
    inbox.abandon(new Error('enough'));
    await expect(inbox.arrived).rejects.toThrow('enough');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('files', () => {
  it('are private, and removed by the reader', async () => {
    const path = await writePayload(folder, blob);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await readPayload(path)).toEqual(blob);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are removed and refused when they are cut off', async () => {
    const path = join(folder, 'short');
    writeFileSync(path, encodeFrame(blob).subarray(0, 300));
    await expect(readPayload(path)).rejects.toThrow('ends before its payload');
    expect(readdirSync(folder)).toEqual([]);
  });
});
