import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { socketPair } from '../linux/socket-pair.ts';
import { waitFor } from '../host/session.fixture.ts';
import { Wire } from './wire.ts';

const opened: { end(): void }[] = [];
afterEach(() => { for (const one of opened.splice(0)) one.end(); });

/** Two ends of a socket pair, the first as a wire that gathers what it is told. */
function pair(): { got: unknown[]; wire: Wire; other: Wire; heard: unknown[] } {
  const { ours, theirs } = socketPair();
  const [got, heard]: [unknown[], unknown[]] = [[], []];
  const wire = Wire.over(ours, (message) => { got.push(message); });
  const other = Wire.over(theirs, (message) => { heard.push(message); });
  opened.push(wire, other);
  return { got, wire, other, heard };
}

/** A loopback connection: a wire at one end, the bare socket at the other. */
async function raw(): Promise<{ got: unknown[]; socket: Socket; wire: Wire; ended: () => boolean }> {
  const server = createServer();
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => {});
  const got: unknown[] = [];
  let ended = false;
  const theirs = await new Promise<Socket>((resolve) => { server.once('connection', resolve); });
  const wire = new Wire(theirs, (message) => { got.push(message); });
  wire.onEnd(() => { ended = true; });
  opened.push(wire, { end: () => { socket.destroy(); } });
  server.close();
  return { got, socket, wire, ended: () => ended };
}

const frame = (text: string): Buffer => {
  const bytes = Buffer.alloc(4 + Buffer.byteLength(text));
  bytes.writeUInt32LE(bytes.length - 4, 0);
  bytes.write(text, 4);
  return bytes;
};

describe.runIf(process.platform === 'linux')('a wire over a socket pair', () => {
  it('carries values both ways, in order, including ones longer than the read buffer', async () => {
    const { got, wire, other, heard } = pair();
    const sent = [{ a: 1 }, 'ünï', [], { long: 'x'.repeat(300_000) }, null, 7];
    for (const message of sent) other.send(message);
    wire.send('back');
    await waitFor(() => (got.length === sent.length && heard.length === 1 ? got : null));
    expect(got).toEqual(sent);
    expect(heard).toEqual(['back']);
  });

  it('receives arrived data immediately, and later data on arrival', async () => {
    const { got, wire, other } = pair();
    wire.takeNow();
    expect(got).toEqual([]);
    other.send('first');
    wire.takeNow();
    expect(got).toEqual(['first']);
    other.send('second');
    await waitFor(() => (got.length === 2 ? got : null));
    expect(got).toEqual(['first', 'second']);
  });

  it('reports its end when the other side closes, and accepts nothing after it', async () => {
    const { wire, other } = pair();
    let ended = false;
    wire.onEnd(() => { ended = true; });
    other.end();
    await waitFor(() => ended || null);
    expect(() => { wire.send('closed'); }).not.toThrow();
  });
});

describe('a wire', () => {
  it('puts frames together again, however they are cut', async () => {
    const { got, socket } = await raw();
    const bytes = Buffer.concat([frame('{"n":1}'), frame('"é"'), frame('[2]')]);
    for (const byte of bytes) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => { setImmediate(resolve); });
    }
    socket.write(Buffer.concat([frame('3'), frame('4').subarray(0, 2)]));
    socket.write(frame('4').subarray(2));
    await waitFor(() => (got.length === 5 ? got : null));
    expect(got).toEqual([{ n: 1 }, 'é', [2], 3, 4]);
  });

  it('closes when the other end uses another protocol', async () => {
    for (const words of [frame('{not json'), Buffer.from([0xff, 0xff, 0xff, 0xff, 0x7b])]) {
      const { got, socket, ended } = await raw();
      socket.write(words);
      await waitFor(() => ended() || null);
      expect(got).toEqual([]);
    }
  });

  it('does not wait for a frame that began at the wrong place', async () => {
    const { got, socket, ended } = await raw();
    // One byte too many, as a call on the number of the channel can write it: what follows reads as a frame of 25,000 bytes.
    socket.write(Buffer.concat([Buffer.from('x'), frame(`{"id":1,"text":"${'y'.repeat(80)}"}`)]));
    await waitFor(() => ended() || null);
    expect(got).toEqual([]);
  });

  it('accepts no more than a hello before it is allowed', async () => {
    const { got, socket, ended, wire } = await raw();
    wire.limit(64);
    socket.write(frame('{"kind":"hello"}'));
    await waitFor(() => (got.length === 1 ? got : null));
    socket.write(frame(`"${'x'.repeat(64)}"`));
    await waitFor(() => ended() || null);
    expect(wire.fault).toBe('a message of 66 bytes came over its channel; 64 is the most');
  });

  it('puts a long frame together once, not with each piece', async () => {
    const { got, socket } = await raw();
    const copied = vi.spyOn(Buffer, 'concat');
    const long = 'x'.repeat(8 << 20);
    socket.write(frame(`"${long}"`));
    await waitFor(() => (got.length === 1 ? got : null));
    expect(got).toEqual([long]);
    expect(copied.mock.calls.length).toBeLessThan(10);
    copied.mockRestore();
  });
});
