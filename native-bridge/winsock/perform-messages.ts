/** PeekMessageW, repeated until a message arrives or the time is over: a window's queue has no other zero-timeout call. */
import { setTimeout as pause } from 'node:timers/promises';
import { ok, type ResolvedArgs } from '../../app/shared/calls/types.ts';
import type { Performed } from '../../app/shared/provider/provider.ts';
import { startWinsock } from './bindings.ts';
import { dwordArg, handleArg } from './args.ts';
import { takeMessages, type SocketMessage } from './prepare-messages.ts';

const LOOK_EVERY_MS = 3;
/** Messages with one cause are posted one by one: time to wait for the next, in milliseconds. */
const SETTLE_MS = 30;

/** On the thread that created the window, without blocking it: the calls are spaced by timers. */
export async function peekPatiently(args: ResolvedArgs): Promise<Performed> {
  const start = performance.now();
  const deadline = start + dwordArg(args, 'timeout');
  const found: SocketMessage[] = look(args);
  while (found.length === 0 && performance.now() < deadline) {
    await pause(LOOK_EVERY_MS);
    found.push(...look(args));
  }
  for (let last = performance.now(); found.length > 0 && performance.now() - last < SETTLE_MS;) {
    await pause(LOOK_EVERY_MS);
    const more = look(args);
    if (more.length > 0) last = performance.now();
    found.push(...more);
  }
  return outcomeOf(found, start);
}

/** In a named thread: alternates the call with a sleep in the thread itself. */
export function peekHere(args: ResolvedArgs): Performed {
  const start = performance.now();
  const deadline = start + dwordArg(args, 'timeout');
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  let found = look(args);
  while (found.length === 0 && performance.now() < deadline) {
    Atomics.wait(sleep, 0, 0, LOOK_EVERY_MS);
    found = look(args);
  }
  return outcomeOf(found, start);
}

const look = (args: ResolvedArgs): SocketMessage[] => takeMessages(startWinsock(), handleArg(args, 'window'));

const outcomeOf = (found: readonly SocketMessage[], start: number): Performed => {
  const messages = [...found].sort((a, b) => a.fd - b.fd || a.event.localeCompare(b.event));
  return {
    outcome: ok({ messages, events: [...new Set(messages.map((m) => m.event))] }), micros: (performance.now() - start) * 1000,
  };
};
