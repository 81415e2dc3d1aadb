/**
 * Ids of entities. They are strings that start with the kind ("socket:2"), assigned in order
 * of appearance by the rules, so that equal traces have equal ids.
 */
export type ProcessId = `process:${string}`;
export type DescriptorId = `descriptor:${number}`;
/** Sockets of outside programs are numbered separately: they are drawn as peers and must leave no gaps in the numbers. */
export type SocketId = `socket:${number}` | `socket:outside-${number}`;
export type EpollId = `epoll:${number}`;
export type PidfdId = `pidfd:${number}`;
export type TransferId = `transfer:${number}`;
export type RegistrationId = `registration:${number}`;
export type EventId = `event:${number}`;
export type PendingId = `pending:${number}`;
export type WindowId = `window:${number}`;
export type OperationId = `operation:${number}`;
export type PortId = `port:${number}`;
export type EntityId =
  | ProcessId | DescriptorId | SocketId | EpollId | PidfdId | TransferId | RegistrationId | EventId | PendingId
  | WindowId | OperationId | PortId;

/** Kinds of objects that a descriptor can refer to. */
export type ObjectId = SocketId | EpollId | PidfdId;

/** Position in the trace, from 1. 0 is the world before the first step. */
export type StepNumber = number;

/** A rule of the behavior specification: S1 to S57 (Winsock), P1 to P27 (Linux), W1 to W38 (Wine), K1 (kernels). */
export type RuleId = `${'S' | 'P' | 'W' | 'K'}${number}`;

export function processId(name: string): ProcessId {
  return `process:${name}`;
}

/** "worker/t1" names thread t1 of process worker; "worker" its first thread. */
export function splitParticipant(participant: string): { process: string; thread: string | null } {
  const slash = participant.indexOf('/');
  if (slash < 0) return { process: participant, thread: null };
  return { process: participant.slice(0, slash), thread: participant.slice(slash + 1) };
}
