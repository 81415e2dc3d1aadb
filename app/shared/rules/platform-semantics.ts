/** Where the two platforms do the same under other names, or tell other people about it. */
import type { Draft } from '../domain/draft.ts';
import type { Rules, SocketEntity } from '../domain/entities.ts';
import type { DescriptorId, RuleId, SocketId, StepNumber } from '../domain/ids.ts';
import type { WorldView } from '../domain/world.ts';

import type { Prediction } from './types.ts';

export type SocketEvent = 'read' | 'write' | 'accept' | 'connect' | 'close';

export interface PlatformSemantics {
  rules: Rules;
  notADescriptor: string;
  notASocket: string;
  wouldBlock: string;
  invalid: string;
  notConnected: string;
  isConnected: string;
  sendAfterShutdown: string;
  refused: string;
  reset: string;
  addressInUse: string;
  noOption: string;
  /** Rules on: rights in flight, sharing one queue, common options, counted close, shutdown through any, blocking mode, linger. */
  ids: { flight: RuleId; queue: RuleId; options: RuleId; close: RuleId; shutdown: RuleId; blocking: RuleId; linger: RuleId; inherit: RuleId };
  /** Whether the rules speak of such a socket; of all without it. */
  follows?(socket: SocketEntity, world: WorldView): boolean;
  /** Something came about on a socket: whoever is registered is told. */
  happened(draft: Draft, socket: SocketId, what: SocketEvent): void;
  /** A call was made that arms an event again (Winsock, S41). */
  rearm(draft: Draft, socket: SocketId, what: SocketEvent): void;
  /** How a send, a receiving call or a shutdown ends by the state of the connection alone, where the platform has ways of its own. */
  sendState?(socket: SocketEntity): Prediction | null;
  /** null: there is something to take; undefined: it waits. */
  receiveState?(socket: SocketEntity): Prediction | null | undefined;
  shutdownState?(socket: SocketEntity): Prediction | null;
  afterShutdown?(draft: Draft, socket: SocketEntity, endsReceiving: boolean, ok: boolean): void;
  /** A call on the socket has failed with this error: the one that the socket kept may have been told with it. */
  reported?(draft: Draft, socket: SocketEntity, error: string): void;
  /** Data that arrives here resets the connection. */
  refusesData?(socket: SocketEntity): boolean;
  /** The connection is no more, though the socket is open. */
  isGone?(socket: SocketEntity): boolean;
  /** A descriptor was closed, or went with its process (Winsock, S38, S48). */
  descriptorGone?(draft: Draft, descriptor: DescriptorId, step: StepNumber): void;
  /** The underlying socket closed with its last reference (Winsock, S33). */
  closed?(draft: Draft, socket: SocketId): void;
  /** The accepted socket takes over what the listener had (Winsock, S45). */
  accepted(draft: Draft, listener: SocketId, socket: SocketId, step: StepNumber): void;
}
