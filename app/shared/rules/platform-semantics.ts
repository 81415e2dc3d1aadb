/** Differences between the platforms in otherwise equal rules: names, states that decide a call, notifications. */
import type { Draft } from '../domain/draft.ts';
import type { OptionValue, Rules, SocketEntity } from '../domain/entities.ts';
import type { DescriptorId, ObjectId, ProcessId, RuleId, SocketId, StepNumber } from '../domain/ids.ts';
import type { WorldView } from '../domain/world.ts';

import type { CommonClauses } from './common/clauses.ts';
import type { Prediction, RuleContext } from './types.ts';

export type SocketEvent = 'read' | 'write' | 'accept' | 'connect' | 'close';

export interface ErrorNames {
  readonly notADescriptor: string;
  readonly notASocket: string;
  readonly wouldBlock: string;
  readonly invalid: string;
  readonly notConnected: string;
  readonly isConnected: string;
  readonly sendAfterShutdown: string;
  readonly refused: string;
  readonly reset: string;
  readonly addressInUse: string;
  readonly noOption: string;
}

/**
 * Rules on: what a number refers to, rights in flight, sharing one queue, common options, counted close, shutdown through
 * any, blocking mode, linger, what an accepted socket inherits, what a created process inherits, and space to send.
 */
export type RuleRole =
  'descriptor' | 'flight' | 'queue' | 'options' | 'close' | 'shutdown' | 'blocking' | 'linger' | 'inherit' | 'child' | 'space';

/** Results that the state of the socket decides; null leaves the result to the common rule. */
export interface DecidingStates {
  listenState(socket: SocketEntity): Prediction | null;
  acceptState(socket: SocketEntity): Prediction | null;
  /** Before the state of the socket is looked at: a connect that was started and now reports its result. */
  connectState(socket: SocketEntity): Prediction | null;
  connectOnListener(socket: SocketEntity): string;
  sendState(socket: SocketEntity): Prediction | null;
  /** A send through a socket without a connection. */
  sendUnconnected(socket: SocketEntity): Prediction;
  /** null: data is available; undefined: the call blocks. */
  receiveState(socket: SocketEntity): Prediction | null | undefined;
  shutdownState(socket: SocketEntity): Prediction | null;
  /** getpeername on a connection that has ended or can have ended. */
  peerNameState(world: WorldView, socket: SocketEntity): Prediction | null;
  /** getsockname on an internet socket that is not bound. */
  unboundName(): Prediction;
  /** bind to an address that connected sockets of this family alone hold: the pages do not decide it. */
  connectedHoldersLeaveOpen(socket: SocketEntity): boolean;
  /** Independent sockets can be bound to one address. */
  sharesPort(sockets: readonly SocketEntity[]): boolean;
}

/** What happens beside the effect of a call that is common to the platforms. */
export interface Consequences {
  /** Notifies the registrations of a socket about an event. */
  happened(draft: Draft, socket: SocketId, what: SocketEvent): void;
  /** Called after a call that re-enables an event (Winsock, S41). */
  rearm(draft: Draft, socket: SocketId, what: SocketEvent): void;
  /** A send was performed, with or without success. */
  sent(draft: Draft, socket: SocketId, ok: boolean): void;
  /** A connect failed because it goes on in the background. */
  connectStarted(draft: Draft, socket: SocketId): void;
  /** A connect on a connected or connecting socket succeeded. */
  connectReported(draft: Draft, socket: SocketId): void;
  afterShutdown(draft: Draft, socket: SocketEntity, endsReceiving: boolean, ok: boolean): void;
  /** Called after a call failed with this error, which can have reported the stored error of the socket. */
  reported(draft: Draft, socket: SocketEntity, error: string): void;
  /** A descriptor was closed, also by the end of its process (Winsock, S38, S48). */
  descriptorGone(draft: Draft, descriptor: DescriptorId, step: StepNumber): void;
  /** The underlying socket closes with its last reference: its operations and registrations end (S31, S33, P13). */
  closed(draft: Draft, socket: SocketId, step: StepNumber): void;
  /** The accepted socket inherits state of the listener (Winsock, S45; Linux, P20). */
  accepted(draft: Draft, listener: SocketId, socket: SocketId, step: StepNumber): void;
  /** The references in messages that a closed socket can no longer receive; returns the objects that they held (Linux, P6). */
  lostInQueue(draft: Draft, carrier: SocketId, step: StepNumber): readonly ObjectId[];
  /** Prepares sockets in flight that no process can receive to be freed: empties their queues (Linux, P9). */
  freeing(draft: Draft, freed: readonly ObjectId[]): void;
  /** A process ended: its references that are not descriptors or calls end; returns the objects that they held (S8). */
  lostWith(draft: Draft, process: ProcessId, step: StepNumber): readonly ObjectId[];
}

export interface PlatformSemantics extends ErrorNames, DecidingStates, Consequences {
  readonly rules: Rules;
  readonly clauses: CommonClauses;
  readonly ids: Readonly<Record<RuleRole, RuleId>>;
  /** The name of the descriptor argument. */
  readonly descriptorArg: 's' | 'fd';
  /** Errors of a connect that goes on in the background. */
  readonly connectUnderWay: readonly string[];
  /** Whether a non-blocking connect always goes on in the background, refused or not (Winsock). */
  connectGoesOn(socket: SocketEntity): boolean;
  /** Whether the rules cover such a socket. */
  follows(socket: SocketEntity, world: WorldView): boolean;
  /** The prediction of a call through an inherited descriptor. */
  throughInherited(prediction: Prediction): Prediction;
  /** Whether a created process gets the inheritable descriptors of its creator. */
  handsDown(context: RuleContext): boolean;
  /** Whether the descriptor of an accepted connection is inheritable. */
  acceptedInheritable(context: RuleContext): boolean;
  /** Whether the close of this socket frees sockets in flight that no process can receive (Linux, P9). */
  freesRings(socket: SocketEntity): boolean;
  /** Whether the peer of a closed socket can no longer send either (Linux, P16). */
  closeEndsPeersSending(socket: SocketEntity): boolean;
  /** Whether accept is asked to make the accepted socket non-blocking. */
  acceptedNonblocking(context: RuleContext): boolean;
  /** Calls that have not returned keep the object open (Linux, P27). */
  heldByCalls(world: WorldView, object: ObjectId): boolean;
  /** Data that arrives here resets the connection. */
  refusesData(socket: SocketEntity): boolean;
  /** Whether an option can be read back with another value than was set. */
  roundsOption(name: string, value: unknown): boolean;
  /** The value that the system keeps of the one that was set. */
  storedOption(name: string, value: OptionValue): OptionValue;
}
