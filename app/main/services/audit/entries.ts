/** The lines of the audit log. Sent and received bytes are counted, not stored. */
import { type Answer, type HostEvent, type RequestName, requestFacts } from '../../../shared/contract/contract.ts';
import type { HeldView } from '../../../shared/contract/recording.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { outcomeText } from '../../../shared/trace/compare.ts';

export interface AuditEntry {
  /**
   * "call" for a native call, "kill" for a process killed by this program, "foreign" for a request that affects another
   * program's process.
   */
  kind: 'call' | 'kill' | 'foreign';
  session?: string;
  provider?: ProviderId;
  process?: string;
  call: string;
  args?: Readonly<Record<string, unknown>>;
  /** Details of the answer: which process and descriptor were affected. */
  answer?: Readonly<Record<string, unknown>>;
  outcome: string;
}

/** The line for an event, or null if it made no native call and held none of another program. */
export function entryOf(event: HostEvent, provider: ProviderId | null): AuditEntry | null {
  if (event.event === 'recording.held') return heldEntry(event.recording, event.held);
  // Other releases are requests, or the end of the recording.
  if (event.event === 'recording.released' && event.by === 'limit') return { kind: 'foreign', session: event.recording,
    call: 'recording.release', args: { held: event.held }, outcome: 'released by its limit' };
  if (event.event === 'recording.ended') return { kind: 'foreign', session: event.state.recording, call: 'recording.ended',
    args: { program: event.state.title }, outcome: event.state.problem ?? event.state.end ?? 'detached' };
  if (event.event !== 'session.step' || provider === null || provider === 'model') return null;
  return stepEntry(event.session, provider, event.step);
}

/**
 * The line for a request that affects another program's process, or null: the input, and the parts of the answer that
 * the contract marks for the log.
 */
export function foreignEntry(name: RequestName, input: object, answer: Answer<RequestName>): AuditEntry | null {
  const { audited } = requestFacts(name);
  if (!audited) return null;
  const args = withoutBytes(input as Record<string, unknown>);
  if (!answer.ok) return { kind: 'foreign', call: name, args, outcome: 'refused or failed' };
  const value = (answer.value ?? {}) as Record<string, unknown>;
  const noted = Object.fromEntries(audited.map((field) => [field, value[field] ?? null]));
  return { kind: 'foreign', call: name, args, ...(audited.length > 0 ? { answer: noted } : {}), outcome: 'done' };
}

function stepEntry(session: string, provider: ProviderId, { action, outcome }: Step): AuditEntry | null {
  switch (action.kind) {
    case 'call':
      return { kind: 'call', session, provider, process: action.participant, call: action.call, args: withoutBytes(action.resolved),
        outcome: outcomeText(outcome) };
    case 'kill':
      return { kind: 'kill', session, provider, process: action.process, call: 'kill', outcome: outcomeText(outcome) };
    case 'message': case 'completion': case 'death':
      return null;
  }
}

function heldEntry(session: string, { participant, pid, call, args, why }: HeldView): AuditEntry {
  return { kind: 'foreign', session, process: `${participant} (${pid})`, call: `held: ${call}`, args: withoutBytes(args),
    outcome: `held: ${why}` };
}

/** Arguments that are bytes: of a stream, or of a WSAPROTOCOL_INFOW (pasted as text). */
const BYTES: ReadonlySet<string> = new Set(['data', 'protocolInfo', 'text']);

function withoutBytes(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, counted(name, value)]));
}

function counted(name: string, value: unknown): unknown {
  if (typeof value === 'string') return BYTES.has(name) ? `${value.length} characters` : value;
  return name === 'from' && typeof value === 'object' && value !== null ? withoutBytes(value as Record<string, unknown>) : value;
}
