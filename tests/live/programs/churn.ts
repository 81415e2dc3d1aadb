/**
 * `churn.js NAME PARTNER SEED`: opens, dups, passes and closes sockets at random until its stdin ends, and logs each
 * descriptor's life as one JSON line: {fd, inode, from, to} in milliseconds since 1970, around the calls themselves.
 * NAME and PARTNER are abstract unix addresses; what is passed goes to the partner.
 */
import { fstatSync, writeSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { errno, libc } from '../../../native-bridge/linux/bindings.ts';
import { decodeRights, encodeMessage, encodeRights, rightsSpace } from '../../../native-bridge/linux/msghdr.ts';
import { encodeSockaddr } from '../../../native-bridge/linux/sockaddr.ts';
import { seeded } from '../../bench/measure.ts';

const [AF_UNIX, AF_INET, STREAM, DGRAM, NONBLOCK] = [1, 2, 1, 2, 0o4000];
const [MSG_DONTWAIT, MSG_CMSG_CLOEXEC, EAGAIN] = [0x40, 0x40000000, 11];
const MOST = 60;

const [name, partner, seed] = process.argv.slice(2) as [string, string, string];
const c = libc();
const random = seeded(Number(seed));
const held: { fd: number; inode: number; from: number }[] = [];
const inbox = Number(c.socket(AF_UNIX, DGRAM | NONBLOCK, 0));
const address = encodeSockaddr(name);
if (Number(c.bind(inbox, address, address.length)) < 0) throw new Error(`${name} is taken`);

const stop = new AbortController();
process.stdin.on('end', () => { stop.abort(); });
process.stdin.resume();
writeSync(1, 'ready\n');
while (!stop.signal.aborted) {
  for (let i = 0; i < 8; i++) step();
  await breathe();
}
while (held.length > 0) close(0);
writeSync(1, 'done\n');
process.exit(0);

function step(): void {
  receive();
  const what = random(10);
  if (held.length === 0 || (what < 4 && held.length < MOST)) open();
  else if (what < 6 && held.length < MOST) dup(held[random(held.length)]!.fd);
  else if (what < 7) pass(held[random(held.length)]!.fd);
  else close(random(held.length));
}

function open(): void {
  const from = Date.now();
  const kind = random(3);
  const fd = Number(c.socket(kind === 2 ? AF_UNIX : AF_INET, kind === 1 ? DGRAM : STREAM, 0));
  if (kind < 2) {
    const any = encodeSockaddr('127.0.0.1:0');
    c.bind(fd, any, any.length);
    if (kind === 0) c.listen(fd, 4);
  }
  keep(fd, from);
}

function dup(fd: number): void {
  const from = Date.now();
  keep(Number(c.dup(fd)), from);
}

function pass(fd: number): void {
  const message = encodeMessage(Buffer.from('x'), encodeRights([fd]), encodeSockaddr(partner));
  // A partner that is not there yet, or does not keep up, gets nothing.
  c.sendmsg(inbox, message.header, MSG_DONTWAIT);
}

function receive(): void {
  const message = encodeMessage(Buffer.alloc(8), Buffer.alloc(rightsSpace(2)), null);
  const from = Date.now();
  const n = Number(c.recvmsg(inbox, message.header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC));
  if (n < 0) {
    if (errno() !== EAGAIN) throw new Error(`recvmsg failed with ${errno()}`);
    return;
  }
  for (const fd of decodeRights(message)) keep(fd, from);
}

function keep(fd: number, from: number): void {
  held.push({ fd, inode: fstatSync(fd).ino, from });
}

function close(at: number): void {
  const [one] = held.splice(at, 1);
  c.close(one!.fd);
  writeSync(1, `${JSON.stringify({ ...one!, to: Date.now() })}\n`);
}
