/** Processes of the user's own: bytes of theirs decoded, sockets given to them and taken from them. */
import { z } from 'zod';
import { sessionId } from './ids.ts';
import type { SessionState } from './session.ts';
import { request } from './request.ts';

const ownId = z.string().regex(/^own-\d{1,6}$/);
const descriptorId = z.string().regex(/^descriptor:\d{1,9}$/);
/** pipe:NAME, file:PATH or unix:PATH; which of them works depends on the system. */
const place = z.string().min(6).max(300);
/** Milliseconds that the other process has to answer. */
const within = z.number().int().min(100).max(600_000).optional();

export const ownRequests = {
  /** Bytes of a WSAPROTOCOL_INFOW as people have them: hex digits in any dress, base64, or a whole frame. */
  'own.decode': request({ input: z.strictObject({ text: z.string().min(1).max(20_000) }) }),
  /** The one way in which a process id enters: what stands behind it is told, and from then on it has an id of ours. */
  'own.process': request({ input: z.strictObject({ pid: z.number().int().min(1).max(0xffff_ffff) }), audited: ['id', 'name', 'owner'] }),
  /** Gives a descriptor of main to a process that was told of. Without a place, the bytes come back to be carried by hand. */
  'own.give': request({
    input: z.strictObject({ session: sessionId, descriptor: descriptorId, process: ownId, place: place.nullable(), within }),
    grows: true, audited: ['takenBy'],
  }),
  /** Waits for one socket at a place, or imports bytes that were made for main. */
  'own.take': request({
    input: z.strictObject({
      session: sessionId, within,
      from: z.union([z.strictObject({ place }), z.strictObject({ text: z.string().min(1).max(20_000) })]),
    }),
    grows: true, audited: ['name'],
  }),
  /** Ends the wait of a give or a take. */
  'own.cancel': request({ input: z.strictObject({ session: sessionId }) }),
  /** Which places and carriers this system has. */
  'own.ways': request({ input: z.strictObject({ session: sessionId.optional() }) }),
} as const;

export interface OwnOutputs {
  'own.decode': DecodedBlob;
  'own.process': OwnProcess;
  'own.give': OwnGiven;
  'own.take': { state: SessionState; name: string };
  'own.cancel': null;
  'own.ways': OwnWays;
}

export interface DecodedField { name: string; offset: number; size: number; value: string | number | readonly number[]; hex: string }

export interface DecodedBlob {
  /** The process the frame names; null for bytes without a frame, which do not say. */
  targetPid: number | null;
  fields: readonly DecodedField[];
  /** All 628 bytes. */
  hex: string;
}

export interface OwnProcess {
  id: string;
  pid: number;
  name: string;
  /** Name of the user, or null where it cannot be told. */
  owner: string | null;
  /** When it started, ISO 8601, or null: process ids are used again. */
  since: string | null;
}

export interface OwnGiven {
  state: SessionState;
  /** Pid of who took it; null when the bytes are to be carried by hand. */
  takenBy: number | null;
  /** The bytes, when they are to be carried by hand. */
  hex: string | null;
}

export interface OwnWays {
  /** "unix" on Linux; "pipe" and "file" on Windows. */
  places: readonly ('unix' | 'pipe' | 'file')[];
  /** Bytes can be carried by hand. */
  byHand: boolean;
  /** Why a session's sockets cannot be given or taken; null when they can. */
  reason: string | null;
}
