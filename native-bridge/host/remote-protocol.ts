/** The messages between a session and a bridge host in another process, as JSON. */
import type { Platform } from '../../app/shared/calls/types.ts';
import type { MessageRequest, Performed, PerformRequest, ProcessPlan } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { Entity } from '../../app/shared/domain/entities.ts';
import type { PeerAddress, Input, Operation } from '../channel/protocol.ts';

/** A call by name: both ends know its description. */
export type WirePerform = Omit<PerformRequest, 'call'> & { call: string; platform: Platform };

export interface HostOperations {
  /** `door`: the endpoint where the session itself reaches the process. */
  start: { input: { plan: ProcessPlan; door?: PeerAddress | undefined }; output: number | null };
  perform: { input: WirePerform; output: Performed };
  message: { input: MessageRequest; output: { micros: number; text: string | null } };
  /** Reads everything. */
  probe: { input: { entities: readonly Entity[] }; output: readonly Fact[] };
  /** An operation of the peer that represents main, with that operation's output. */
  main: { input: { op: Operation; input: Input<Operation> }; output: unknown };
  kill: { input: string; output: null };
  dispose: { input: null; output: null };
}

export type HostOperation = keyof HostOperations;

export interface HostRequest<O extends HostOperation = HostOperation> {
  id: number;
  op: O;
  input: HostOperations[O]['input'];
}

/** From the host; `hello` comes first, and other messages are ignored until its token has been checked. */
export type HostMessage =
  | { kind: 'hello'; token: string; platform: string }
  | { kind: 'reply'; id: number; output: unknown }
  | { kind: 'failure'; id: number; problem: string }
  | { kind: 'completed'; key: number; performed: Performed }
  | { kind: 'died'; process: string; how: string };

/** How a host finds its session: a loopback port, and a single-use token. */
export const PORT_VARIABLE = 'HANDOFF_BRIDGE_PORT';
export const TOKEN_VARIABLE = 'HANDOFF_BRIDGE_TOKEN';
/** The folder for its temporary files, as its system names it; absent for the system's default. */
export const FOLDER_VARIABLE = 'HANDOFF_BRIDGE_FOLDER';
