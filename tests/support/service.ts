/** The services as a host has them, on the built peers; requests are answered or fail the test. */
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HostEvent, Input, Output, RequestName, SessionState } from '../../app/shared/contract/contract.ts';
import type { SessionEvent } from '../../app/shared/contract/session.ts';
import { isSessionEvent, sessionOf, stateAfterEvent } from '../../app/shared/contract/session-state.ts';
import type { Step } from '../../app/shared/trace/step.ts';
import type { HostBudget } from '../../app/main/services/open-sessions/budget.ts';
import { AppService } from '../../app/main/services/app-service.ts';
import { answer } from '../../app/main/hosts/gate.ts';
import { OUT } from './providers.ts';

export interface Served {
  service: AppService;
  events: HostEvent[];
  ask<K extends RequestName>(name: K, input: Input<K>): Promise<Output<K>>;
  /** The code and message with which a request is refused. */
  refused<K extends RequestName>(name: K, input: unknown): Promise<string>;
  /** Resolves with the first state of a session, past or to come, that is wanted. */
  until(session: string, wanted: (state: SessionState) => boolean): Promise<SessionState>;
  /** The state of a session after its events so far. @throws Error before the first. */
  stateOf(session: string): SessionState;
  stepsOf(session: string): Step[];
}

/** `folder`: where work is kept; a fresh one, removed afterwards, if absent. `budget`: shared with other services. */
export async function withService(use: (served: Served) => Promise<void>, folder?: string, budget?: HostBudget): Promise<void> {
  const dataDir = folder ?? mkdtempSync(join(tmpdir(), 'handoff-data-'));
  const service = new AppService({
    host: 'cli', outDir: OUT, assetsDir: resolve('assets'), cacheDir: resolve('.cache'), dataDir, ...(budget ? { budget } : {}),
  });
  const events: HostEvent[] = [];
  const states = new Map<string, SessionState | null>();
  const waiting = new Set<() => void>();
  service.onEvent((event) => {
    events.push(event);
    const session = isSessionEvent(event) ? sessionOf(event) : null;
    if (session !== null) states.set(session, stateAfterEvent(states.get(session) ?? null, event as SessionEvent));
    for (const look of waiting) look();
  });
  const ask: Served['ask'] = async (name, input) => {
    const given = await answer(service, name, input);
    if (given.ok) return given.value as never;
    throw new Error(`${name}: ${given.code}: ${given.message}`);
  };
  try {
    await use({
      service, events, ask,
      async refused(name, input) {
        const given = await answer(service, name, input);
        return given.ok ? 'not refused' : `${given.code}: ${given.message}`;
      },
      until: (session, wanted) => new Promise((resolve) => {
        const look = () => {
          const state = states.get(session);
          if (!state || !wanted(state)) return;
          waiting.delete(look);
          resolve(state);
        };
        waiting.add(look);
        look();
      }),
      stateOf(session) {
        const state = states.get(session);
        if (!state) throw new Error(`No event has reported a state of ${session}`);
        return state;
      },
      stepsOf: (session) => events.flatMap((e) => (e.event === 'session.step' && e.session === session ? [e.step] : [])),
    });
  } finally {
    await service.dispose();
    if (folder === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}
