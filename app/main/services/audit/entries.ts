/** What a line of the audit log holds. Bytes that are sent or received are counted, not kept. */
import type { HostEvent } from '../../../shared/contract.ts';
import type { ProviderId, Step } from '../../../shared/trace/step.ts';
import { outcomeText } from '../../../shared/trace/compare.ts';

export interface AuditEntry {
  /** "call" for a native call, "kill" for a process that we ended, "foreign" for a request that reaches for a process of others. */
  kind: 'call' | 'kill' | 'foreign';
  session?: string;
  provider?: ProviderId;
  process?: string;
  call: string;
  args?: Readonly<Record<string, unknown>>;
  outcome: string;
}

/** Requests that look into or take from processes that are not ours. */
const FOREIGN: ReadonlySet<string> = new Set(['live.scan', 'live.fetch', 'live.fetchConfirm', 'live.release']);

/** The line for an event, or null when nothing native was done. */
export function entryOf(event: HostEvent, provider: ProviderId | null): AuditEntry | null {
  if (event.event !== 'session.step' || provider === null || provider === 'model') return null;
  return stepEntry(event.session, provider, event.step);
}

/** The line for a request that reaches for a foreign process, or null. */
export function foreignEntry(name: string, input: object, ok: boolean): AuditEntry | null {
  return FOREIGN.has(name) ? { kind: 'foreign', call: name, args: input as Record<string, unknown>, outcome: ok ? 'done' : 'refused or failed' } : null;
}

function stepEntry(session: string, provider: ProviderId, { action, outcome }: Step): AuditEntry | null {
  switch (action.kind) {
    case 'call':
      return { kind: 'call', session, provider, process: action.participant, call: action.call, args: withoutBytes(action.resolved), outcome: outcomeText(outcome) };
    case 'kill':
      return { kind: 'kill', session, provider, process: action.process, call: 'kill', outcome: outcomeText(outcome) };
    case 'message': case 'completion': case 'death':
      return null;
  }
}

function withoutBytes(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) =>
    [name, (name === 'data' || name === 'protocolInfo') && typeof value === 'string' ? `${value.length} characters` : value]));
}
