/** The user's own processes: decode their bytes, give sockets to them and take sockets from them. */
import { z } from 'zod';
import { sessionId } from './ids.ts';
import { request } from './request.ts';

const ownId = z.string().regex(/^own-\d{1,6}$/);
const descriptorId = z.string().regex(/^descriptor:\d{1,9}$/);
/** pipe:NAME, file:PATH or unix:PATH, depending on the system. */
const place = z.string().min(6).max(300);
/** Milliseconds to wait for an answer of the other process. */
const within = z.number().int().min(100).max(600_000).optional();

export const ownRequests = {
  /** Bytes of a WSAPROTOCOL_INFOW: hex digits in any notation, base64, or a whole frame. */
  'own.decode': request({ input: z.strictObject({ text: z.string().min(1).max(20_000) }) }),
  /** The only request that takes a process id: it returns what is known about the process and an id issued by main. */
  'own.process': request({ input: z.strictObject({ pid: z.number().int().min(1).max(0xffff_ffff) }), audited: ['id', 'name', 'owner'] }),
  /** Gives a descriptor of main to a known process. Without a place, returns the bytes for manual transfer. */
  'own.give': request({
    input: z.strictObject({ session: sessionId, descriptor: descriptorId, process: ownId, place: place.nullable(), within }),
    grows: true, audited: ['takenBy'],
  }),
  /** Waits for one socket at a place, or imports bytes made for main. */
  'own.take': request({
    input: z.strictObject({
      session: sessionId, within,
      from: z.union([z.strictObject({ place }), z.strictObject({ text: z.string().min(1).max(20_000) })]),
    }),
    grows: true, audited: ['name'],
  }),
  /** Cancels a waiting give or take. */
  'own.cancel': request({ input: z.strictObject({ session: sessionId }) }),
  /** Which places and carriers this system has. */
  'own.ways': request({ input: z.strictObject({ session: sessionId.optional() }) }),
} as const;

export interface OwnOutputs {
  'own.decode': DecodedBlob;
  'own.process': OwnProcess;
  'own.give': OwnGiven;
  'own.take': { name: string };
  'own.cancel': null;
  'own.ways': OwnWays;
}

export interface DecodedField { name: string; offset: number; size: number; value: string | number | readonly number[]; hex: string }

export interface DecodedBlob {
  /** The process named in the frame; null for bytes without a frame. */
  targetPid: number | null;
  fields: readonly DecodedField[];
  /** All 628 bytes. */
  hex: string;
}

export interface OwnProcess {
  id: string;
  pid: number;
  name: string;
  /** Name of the user, or null if unknown. */
  owner: string | null;
  /** Start time, ISO 8601, or null: process ids are reused. */
  since: string | null;
}

export interface OwnGiven {
  /** Pid of the process that took it; null for manual transfer. */
  takenBy: number | null;
  /** The bytes for manual transfer. */
  hex: string | null;
}

export interface OwnWays {
  /** "unix" on Linux; "pipe" and "file" on Windows. */
  places: readonly ('unix' | 'pipe' | 'file')[];
  /** Bytes can be transferred manually. */
  byHand: boolean;
  /** Why a session's sockets cannot be given or taken; null if they can. */
  reason: string | null;
}
