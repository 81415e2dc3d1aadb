/** Pids and descriptor numbers are used again: whoever is asked about must still be the one of the capture. */
import { readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Asked, closeOnExec, commandLine, startOf, stillHolds } from '../../native-bridge/linux/live/ask.ts';
import { fetchCopy } from '../../native-bridge/linux/live/fetch.ts';

const server = createServer();
let asked: Asked;

beforeAll(async () => {
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const descriptor = (server as unknown as { _handle: { fd: number } })._handle.fd;
  asked = { pid: process.pid, startedAt: startOf(process.pid)!, descriptor,
    inode: Number(/\d+/.exec(readlinkSync(`/proc/self/fd/${descriptor}`))![0]) };
});
afterAll(() => { server.close(); });

it('answers for the process and the socket of the capture', () => {
  expect(stillHolds(asked)).toBe('yes');
  expect(closeOnExec(asked)).toBe(true);
  expect(commandLine(asked.pid, asked.startedAt)).toContain('node');
});

it('does not answer for another process that has its pid by now', () => {
  const other = { ...asked, startedAt: asked.startedAt - 10 };
  expect(stillHolds(other)).toBe('ended');
  expect(closeOnExec(other)).toBeNull();
  expect(commandLine(other.pid, other.startedAt)).toBeNull();
  expect(() => fetchCopy(other)).toThrow('another one has its number now');
});

it('does not answer for another socket that has its number by now', () => {
  const other = { ...asked, inode: asked.inode + 1 };
  expect(stillHolds(other)).toBe('closed');
  expect(closeOnExec(other)).toBeNull();
  expect(() => fetchCopy(other)).toThrow('stands for something else by now');
});
