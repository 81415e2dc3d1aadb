/** The frames of the WebSocket. Client: {id, request, input}. Host: {id, answer}, {event} or {resume}. */
import { z } from 'zod';
import type { HostEvent } from '../../../shared/contract.ts';
import type { AnyAnswer } from '../gate.ts';

/** A trace dropped on the page is the largest thing a client sends. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;

/** Close codes of our own; the page tells them apart. */
export const CLOSE = {
  /** A second page took over. It does not come back by itself, or the two would go on taking over. */
  replaced: 4001,
  /** The host ends. */
  goingAway: 1001,
  /** What came is no frame of ours. */
  policy: 1008,
  unsupported: 1003,
} as const;

const clientFrame = z.strictObject({
  id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  request: z.unknown(),
  input: z.unknown(),
});
const anyId = z.looseObject({ id: clientFrame.shape.id });

export type ClientFrame =
  | { kind: 'request'; id: number; request: unknown; input: unknown }
  /** Not a request, but one can say so to whoever waits for an answer. */
  | { kind: 'malformed'; id: number; reason: string }
  | { kind: 'garbage' };

/** Reads what a client sent. Never throws. */
export function readFrame(text: string): ClientFrame {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'garbage' };
  }
  const frame = clientFrame.safeParse(json);
  if (frame.success) return { kind: 'request', id: frame.data.id, request: frame.data.request, input: frame.data.input };
  const id = anyId.safeParse(json);
  return id.success
    ? { kind: 'malformed', id: id.data.id, reason: 'A frame is {"id", "request", "input"} and nothing else' }
    : { kind: 'garbage' };
}

export function answerFrame(id: number, answer: AnyAnswer): string {
  return JSON.stringify({ id, answer });
}

export function eventFrame(event: HostEvent): string {
  return JSON.stringify({ event });
}

export function resumeFrame(resume: { id: string; key: string }): string {
  return JSON.stringify({ resume });
}
