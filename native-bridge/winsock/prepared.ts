/** The form of a prepared call, shared by the files that prepare calls. */
import type { CallsWith, WinsockCallName } from '../../app/shared/calls/catalogue.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import { handleArg } from './args.ts';
import { isInvalidSocket, type Handle, type Winsock } from './types.ts';

/** A koffi function, with its synchronous and asynchronous form. */
export interface NativeCall {
  (...params: never[]): unknown;
  async(...params: unknown[]): unknown;
}

export interface PreparedCall {
  readonly native: NativeCall;
  /** They keep every buffer of the call alive: keep a reference until it has returned. */
  readonly params: readonly unknown[];
  /** `error` is the thread's last error immediately after the call. */
  failed(returned: Handle, error: number): boolean;
  /** Only for a call that succeeded, or whose operation was started (WSA_IO_PENDING). */
  results(returned: Handle, error: number): Results;
  /** The packet that a failed call took from a completion port; null if it took none. */
  packet?(): { key: number; bytes: number; status: number } | null;
}

export type Prepare = (calls: Winsock, args: ResolvedArgs, blob: Uint8Array | null) => PreparedCall;

/** Keyed by the calls of the catalogue that use the same native call. */
export type Preparations = { readonly [N in Exclude<WinsockCallName, CallsWith<'winsock', { byPeer: true }>>]?: Prepare };

const SOCKET_ERROR = -1;

/** A call that returns SOCKET_ERROR on failure, unless `failed` says otherwise. */
export const plain = (
  native: NativeCall, params: readonly unknown[], results: PreparedCall['results'] = () => ({}),
  failed: PreparedCall['failed'] = (returned) => Number(returned) === SOCKET_ERROR,
): PreparedCall => ({ native, params, results, failed });

/** A call that returns FALSE or NULL on failure. */
export const orNull = (native: NativeCall, params: readonly unknown[], results?: PreparedCall['results']): PreparedCall =>
  plain(native, params, results, (returned) => !returned || BigInt(returned) === 0n);

/** A call that returns INVALID_SOCKET on failure. */
export const orInvalid = (native: NativeCall, params: readonly unknown[], results: PreparedCall['results']): PreparedCall =>
  plain(native, params, results, isInvalidSocket);

/** A sequence of calls in place of one native function; it never runs on another thread. */
export const direct = (run: () => boolean): NativeCall =>
  Object.assign(run, { async: () => { throw new Error('This call has no asynchronous form'); } });

export const newSocket = (returned: Handle): Results => ({ descriptor: Number(returned) });
export const socketOf = (args: ResolvedArgs): number => handleArg(args, 's');
