/** Requests that open, continue and end sessions. */
import type { Input } from '../../../shared/contract/contract.ts';
import type { SessionOutputs } from '../../../shared/contract/session.ts';
import { parseScenario } from '../../../shared/scenario/check.ts';
import { reaches } from '../../../shared/reach/reaches.ts';
import { writeTrace } from '../../../shared/trace/file.ts';
import type { Library } from '../library/library.ts';
import { type ScenarioSource, type SessionRegistry, openedOf } from '../open-sessions/session-registry.ts';
import type { Work } from '../recents-and-recovery/work.ts';
import { consented } from './consent.ts';
import type { Handlers } from './handlers.ts';
import type { Openings } from '../open-sessions/openings.ts';

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
      const opened = await openings.run(opening, (watch) => sessions.open(provider, from, { watch, permits }));
      if (!unlisted)
        await work.opened(from.scenario.title,
          'library' in scenario ? { kind: 'library', provider, ...scenario } : { kind: 'scenario', provider, ...scenario }, provider);
      // The page must know the session before its steps arrive.
      if (perform) setImmediate(() => opened.engine.hurryTo(perform));
      return openedOf(opened);
    },
    'session.reaches': async (input) => {
      if ('scenario' in input) return reaches((await source(input.scenario)).scenario);
      const engine = sessions.engine(input.session);
      if ('step' in input) return engine.surroundings.reachOf(input.step);
      return reaches(parseScenario(input.text, EDITED)).filter((permit) => !engine.surroundings.permits.includes(permit));
    },
    'session.cancel': ({ opening }) => openings.cancel(opening),
    'session.list': () => sessions.list(),
    'session.attach': ({ session }) => {
      const opened = sessions.find(session);
      opened.engine.report();
      return openedOf(opened);
    },
    'session.step': async ({ session }) => {
      const engine = sessions.engine(session);
      await engine.step();
      return { performed: engine.performed };
    },
    'session.run': ({ session, ...order }) => sessions.engine(session).run(order),
    'session.pace': ({ session, pace }) => sessions.engine(session).pace(pace),
    'session.pause': ({ session }) => sessions.engine(session).pause(),
    'session.kill': ({ session, process }) => sessions.engine(session).kill(process),
    'session.perform': async ({ session, step, allow }) => {
      const engine = sessions.engine(session);
      if (allow) engine.surroundings.permit(consented(allow, await engine.surroundings.reachOf(step)));
      await engine.insert(step);
    },
    'session.branch': async ({ session, at, provider, opening }) => {
      const opened = await openings.run(opening, (watch) => sessions.branch(session, at, { provider, watch }));
      setImmediate(() => opened.engine.replay());
      return openedOf(opened);
    },
    'session.reopen': async ({ session, text, perform, allow, opening }) => {
      const former = sessions.find(session);
      const scenario = parseScenario(text, EDITED);
      const found = reaches(scenario);
      const permits = [...former.engine.surroundings.permits.filter((permit) => found.includes(permit)), ...consented(allow, found)];
      const how = { instead: session, permits };
      const edited = { scenario, library: null };
      const opened = await openings.run(opening, (watch) => sessions.open(former.provider.id, edited, { watch, ...how }));
      // Only now: a user who cancels continues with the former session. No step runs before it is closed.
      await sessions.close(session);
      // Work of the user even before its first step: no file has this scenario.
      sessions.keepEdited(opened.engine.state().session, null);
      if (perform) setImmediate(() => opened.engine.hurryTo(perform));
      return openedOf(opened);
    },
    'session.restart': async ({ session, opening }) => {
      const former = sessions.find(session);
      const how = { instead: session, permits: former.engine.surroundings.permits };
      const opened = await openings.run(opening, (watch) => sessions.open(former.provider.id,
        { scenario: former.engine.scenario, library: former.library }, { watch, ...how }));
      await sessions.close(session);
      return openedOf(opened);
    },
    'session.close': ({ session, keep }) => sessions.close(session, keep),
    'session.trace': ({ session }) => writeTrace(sessions.engine(session).log),
  };
}
