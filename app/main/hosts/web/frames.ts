/** The frames of the WebSocket after the handshake. Client: {id, request, input}. Host: {id, answer} or {event}. */
import { z } from 'zod';
import { attempt } from '../../../shared/base/attempt.ts';
import type { HostEvent } from '../../../shared/contract/contract.ts';
import type { Challenge, Hello, Welcome } from '../../../shared/contract/handshake.ts';
import type { AnyAnswer } from '../gate.ts';

/** 32 bytes as base64url. */
const bytes32 = z.string().regex(/^[\w-]{43}$/);
const keyId = z.string().regex(/^(token|[0-9a-f]{16})$/);
const helloFrame = z.strictObject({
  hello: z.strictObject({ ids: z.array(keyId).min(1).max(3), page: bytes32, tab: bytes32, fresh: z.boolean() }) satisfies z.ZodType<Hello>,
});
const proofFrame = z.strictObject({ proof: bytes32 });

const clientFrame = z.strictObject({
  id: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  request: z.unknown(),
  input: z.unknown(),
});
const anyId = z.looseObject({ id: clientFrame.shape.id });

export type ClientFrame =
  | { kind: 'request'; id: number; request: unknown; input: unknown }
  /** Not a valid request, but it has an id to which the error can be sent. */
  | { kind: 'malformed'; id: number; reason: string }
  | { kind: 'garbage' };

/** Parses a client's frame. Never throws. */
export function readFrame(text: string): ClientFrame {
  const json = parsed(text);
  const frame = clientFrame.safeParse(json);
  if (frame.success) return { kind: 'request', id: frame.data.id, request: frame.data.request, input: frame.data.input };
  const id = anyId.safeParse(json);
  return id.success
    ? { kind: 'malformed', id: id.data.id, reason: 'A frame is {"id", "request", "input"} and nothing else' }
    : { kind: 'garbage' };
}

/** Parses a page's first frame; null if it is anything else. Never throws. */
export function readHello(text: string): Hello | null {
  return helloFrame.safeParse(parsed(text)).data?.hello ?? null;
}

/** Parses the page's proof; null if it is anything else. Never throws. */
export function readProof(text: string): string | null {
  return proofFrame.safeParse(parsed(text)).data?.proof ?? null;
}

function parsed(text: string): unknown {
  return attempt(() => JSON.parse(text) as unknown, undefined);
}

export function answerFrame(id: number, answer: AnyAnswer): string {
  return JSON.stringify({ id, answer });
}

export function eventFrame(event: HostEvent): string {
  return JSON.stringify({ event });
}

export function challengeFrame(challenge: Challenge): string {
  return JSON.stringify({ challenge });
}

export function welcomeFrame(welcome: Welcome): string {
  return JSON.stringify({ welcome });
}
