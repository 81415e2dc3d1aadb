/** Differences between the platforms in otherwise equal rules: names and notifications. */
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
  ids: { flight: RuleId; queue: RuleId; options: RuleId; close: RuleId; shutdown: RuleId; blocking: RuleId; linger: RuleId;
    inherit: RuleId };
  /** Whether the rules cover such a socket; absent: all are covered. */
  follows?(socket: SocketEntity, world: WorldView): boolean;
  /** Notifies the registrations of a socket about an event. */
  happened(draft: Draft, socket: SocketId, what: SocketEvent): void;
  /** Called after a call that re-enables an event (Winsock, S41). */
  rearm(draft: Draft, socket: SocketId, what: SocketEvent): void;
  /** Result of a send, receive or shutdown from the state of the connection alone, if the platform differs. */
  sendState?(socket: SocketEntity): Prediction | null;
  /** null: data is available; undefined: the call blocks. */
  receiveState?(socket: SocketEntity): Prediction | null | undefined;
  shutdownState?(socket: SocketEntity): Prediction | null;
  afterShutdown?(draft: Draft, socket: SocketEntity, endsReceiving: boolean, ok: boolean): void;
  /** Called after a call failed with this error, which can have reported the stored error of the socket. */
  reported?(draft: Draft, socket: SocketEntity, error: string): void;
  /** Data that arrives here resets the connection. */
  refusesData?(socket: SocketEntity): boolean;
  /** The socket is open, but its connection no longer exists. */
  isGone?(socket: SocketEntity): boolean;
  /** A descriptor was closed, also by the end of its process (Winsock, S38, S48). */
  descriptorGone?(draft: Draft, descriptor: DescriptorId, step: StepNumber): void;
  /** The underlying socket closed with its last reference (Winsock, S33). */
  closed?(draft: Draft, socket: SocketId): void;
  /** The accepted socket inherits state of the listener (Winsock, S45). */
  accepted(draft: Draft, listener: SocketId, socket: SocketId, step: StepNumber): void;
}
