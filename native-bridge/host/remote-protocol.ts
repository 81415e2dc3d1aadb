/** What goes over the wire between a session and a bridge host in another process. All of it is JSON. */
import type { Platform } from '../../app/shared/calls/types.ts';
import type { MessageRequest, Performed, PerformRequest, ProcessPlan } from '../../app/shared/provider/provider.ts';
import type { Fact } from '../../app/shared/trace/step.ts';
import type { Entity } from '../../app/shared/domain/entities.ts';
import type { PeerAddress, Input, Operation } from '../channel/protocol.ts';

/** A call by name: its description is known at both ends. What was predicted stays at home. */
export type WirePerform = Omit<PerformRequest, 'call' | 'predicted'> & { call: string; platform: Platform };

export interface HostOperations {
  /** `door`: where the session itself will ask the process. */
  start: { input: { plan: ProcessPlan; door?: PeerAddress | undefined }; output: number | null };
  perform: { input: WirePerform; output: Performed };
  message: { input: MessageRequest; output: { micros: number; text: string | null } };
  /** Everything is read. */
  probe: { input: { entities: readonly Entity[] }; output: readonly Fact[] };
  /** An operation of the peer that stands for main; its output is that operation's. */
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

/** From the host; `hello` comes first, and nothing counts before its token has been checked. */
export type HostMessage =
  | { kind: 'hello'; token: string; platform: string }
  | { kind: 'reply'; id: number; output: unknown }
  | { kind: 'failure'; id: number; problem: string }
  | { kind: 'completed'; key: number; performed: Performed }
  | { kind: 'died'; process: string; how: string };

/** Where a host finds its session: a port of the loopback, and a token that is used once. */
export const PORT_VARIABLE = 'HANDOFF_BRIDGE_PORT';
export const TOKEN_VARIABLE = 'HANDOFF_BRIDGE_TOKEN';
/** The folder in which it keeps temporary files, as its own system names it; absent for the system's own. */
export const FOLDER_VARIABLE = 'HANDOFF_BRIDGE_FOLDER';
