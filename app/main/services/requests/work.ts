/** Requests about recent files and unsaved work. */
import type { WorkOutputs } from '../../../shared/contract/work.ts';
import type { SessionRegistry } from '../open-sessions/session-registry.ts';
import type { Work } from '../recents-and-recovery/work.ts';
import type { Handlers } from './handlers.ts';

export function workHandlers(work: Work, sessions: SessionRegistry): Handlers<keyof WorkOutputs> {
  return {
    'work.list': () => work.list(),
    'work.recent': ({ id }) => work.recent(id),
    'work.forgetRecent': () => work.forgetRecent(),
    'work.keepTrace': ({ title, provider, gzip }) => work.opened(title, { kind: 'trace', file: title, gzip }, provider),
    'work.keepEdited': ({ session, text }) => sessions.keepEdited(session, text),
    'work.restore': ({ id }) => work.restore(id),
    'work.discard': ({ id }) => work.discard(id),
  };
}
