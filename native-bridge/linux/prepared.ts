/** The form of a prepared call, and short forms of it. */
import type { CallsWith, LinuxCallName } from '../../app/shared/calls/catalogue.ts';
import type { ResolvedArgs, Results } from '../../app/shared/calls/types.ts';
import type { Libc, NativeCall } from './bindings.ts';

export interface PreparedCall {
  readonly native: NativeCall;
  /** With `hold`, these keep every buffer of the call alive: drop the object only when the call has returned. */
  readonly params: readonly unknown[];
  /** Buffers that the kernel knows by address only. */
  readonly hold?: unknown;
  /** The results of a call that returned `n`, which is not negative. */
  results(n: number): Results;
}

export type Prepare = (libc: Libc, args: ResolvedArgs, addFlags: number) => PreparedCall;

/** Keyed by the calls of the catalogue that are performed by one native call. */
export type Preparations =
  { readonly [N in Exclude<LinuxCallName, CallsWith<'linux', { byPeer: true } | { notPerformed: string }>>]?: Prepare };

export const plain = (native: NativeCall, params: readonly unknown[], results: (n: number) => Results = () => ({})): PreparedCall =>
  ({ native, params, results });

export const newDescriptor = (n: number): Results => ({ descriptor: n });
