/**
 * Ids of the things in a world. They are strings with their kind in front ("socket:2"), given in order
 * of appearance by the rules, so that the same trace always names the same thing the same way.
 */
export type ProcessId = `process:${string}`;
export type DescriptorId = `descriptor:${number}`;
/** The sockets of outside programs are counted apart: they are drawn as peers, and must leave no gap in the numbers. */
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

/** What a descriptor can stand for. */
export type ObjectId = SocketId | EpollId | PidfdId;

/** Position in the trace, from 1. 0 is the world before the first step. */
export type StepNumber = number;

/** A rule of the specification of behaviour: S1 to S56 (Winsock), P1 to P27 (Linux), W1 to W30 (Wine). */
export type RuleId = `${'S' | 'P' | 'W'}${number}`;

export function processId(name: string): ProcessId {
  return `process:${name}`;
}

/** "worker/t1" names thread t1 of process worker; "worker" its first thread. */
export function splitParticipant(participant: string): { process: string; thread: string | null } {
  const slash = participant.indexOf('/');
  if (slash < 0) return { process: participant, thread: null };
  return { process: participant.slice(0, slash), thread: participant.slice(slash + 1) };
}
