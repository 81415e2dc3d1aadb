/** Requests that open, go on with and end sessions. */
import type { SessionOutputs } from '../../../shared/contract/session.ts';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import type { Library } from '../library.ts';
import type { Sessions } from '../sessions.ts';
import type { Handlers } from './handlers.ts';

export function sessionHandlers(sessions: Sessions, library: Library): Handlers<keyof SessionOutputs> {
  return {
    'session.open': async ({ provider, scenario }) => sessions.open(provider, 'library' in scenario
      ? await library.read(scenario.library) : parseScenario(scenario.text, scenario.file)),
    'session.step': ({ session }) => sessions.find(session).step(),
    'session.run': ({ session }) => Promise.resolve(sessions.find(session).run()),
    'session.pause': ({ session }) => sessions.find(session).pause(),
    'session.kill': ({ session, process }) => sessions.find(session).kill(process),
    'session.restart': async ({ session }) => {
      const { scenario, provider } = sessions.find(session);
      await sessions.close(session);
      return sessions.open(provider.id, scenario);
    },
    'session.close': async ({ session }) => {
      await sessions.close(session);
      return null;
    },
    'session.trace': ({ session }) => Promise.resolve(writeTrace(sessions.find(session).log)),
  };
}
