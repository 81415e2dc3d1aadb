/** Requests that open, continue and end sessions. */
import type { Input } from '../../../shared/contract/contract.ts';
import type { SessionOutputs } from '../../../shared/contract/session.ts';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { reaches } from '../../../shared/reach/reaches.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import type { Library } from '../library/library.ts';
import type { ScenarioSource, SessionRegistry } from '../sessions/session-registry.ts';
import type { Work } from '../recents-and-recovery/work.ts';
import { consented } from './consent.ts';
import type { Handlers } from './handlers.ts';
import type { Openings } from '../sessions/openings.ts';

/** The name of an edited scenario in messages. */
const EDITED = 'the edited scenario';

export function sessionHandlers(
  sessions: SessionRegistry, library: Library, work: Work, openings: Openings,
): Handlers<keyof SessionOutputs> {
  const source = async (scenario: Input<'session.open'>['scenario']): Promise<ScenarioSource> => ('library' in scenario
    ? { scenario: await library.read(scenario.library), library: scenario.library }
    : { scenario: parseScenario(scenario.text, scenario.file), library: null });
  return {
    'session.open': async ({ provider, scenario, perform, unlisted, allow, opening }) => {
      const from = await source(scenario);
      const permits = consented(allow, reaches(from.scenario));
      const run = await openings.run(opening, (watch) => sessions.open(provider, from, { watch, permits }));
      if (!unlisted)
        await work.opened(from.scenario.title,
          'library' in scenario ? { kind: 'library', provider, ...scenario } : { kind: 'scenario', provider, ...scenario }, provider);
      // The page must know the session before its steps arrive.
      if (perform) setImmediate(() => run.hurryTo(perform));
      return run.opened();
    },
    'session.reaches': async (input) => {
      if ('scenario' in input) return reaches((await source(input.scenario)).scenario);
      const run = sessions.find(input.session);
      if ('step' in input) return run.reachOf(input.step);
      return reaches(parseScenario(input.text, EDITED)).filter((permit) => !run.permits.includes(permit));
    },
    'session.cancel': ({ opening }) => {
      openings.cancel(opening);
      return Promise.resolve(null);
    },
    'session.list': () => Promise.resolve(sessions.list()),
    'session.attach': ({ session }) => Promise.resolve(sessions.find(session).opened()),
    'session.step': ({ session }) => sessions.find(session).step(),
    'session.run': ({ session, ...order }) => Promise.resolve(sessions.find(session).run(order)),
    'session.pace': ({ session, pace }) => Promise.resolve(sessions.find(session).pace(pace)),
    'session.pause': ({ session }) => sessions.find(session).pause(),
    'session.kill': ({ session, process }) => sessions.find(session).kill(process),
    'session.perform': async ({ session, step, allow }) => {
      const run = sessions.find(session);
      if (allow) run.permit(consented(allow, await run.reachOf(step)));
      return run.perform(step);
    },
    'session.branch': async ({ session, at, provider, opening }) => {
      const run = await openings.run(opening, (watch) => sessions.branch(session, at, { provider, watch }));
      setImmediate(() => run.replay());
      return run.opened();
    },
    'session.reopen': async ({ session, text, perform, allow, opening }) => {
      const former = sessions.find(session);
      const scenario = parseScenario(text, EDITED);
      const found = reaches(scenario);
      const permits = [...former.permits.filter((permit) => found.includes(permit)), ...consented(allow, found)];
      const how = { instead: session, permits };
      const edited = { scenario, library: null };
      const run = await openings.run(opening, (watch) => sessions.open(former.provider.id, edited, { watch, ...how }));
      // Only now: a user who cancels continues with the former session. No step runs before it is closed.
      await sessions.close(session);
      if (perform) setImmediate(() => run.hurryTo(perform));
      return run.opened();
    },
    'session.restart': async ({ session, opening }) => {
      const former = sessions.find(session);
      const how = { instead: session, permits: former.permits };
      const run = await openings.run(opening, (watch) => sessions.open(former.provider.id, former, { watch, ...how }));
      await sessions.close(session);
      return run.opened();
    },
    'session.close': async ({ session, keep }) => {
      await sessions.close(session, keep);
      return null;
    },
    'session.trace': ({ session }) => Promise.resolve(writeTrace(sessions.find(session).log)),
  };
}
