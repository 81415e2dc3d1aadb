/** The scenarios of the library, performed on the model. */
import { Library } from '../../app/main/services/library/library.ts';
import { ModelProvider } from '../../app/shared/model/provider.ts';
import type { TraceLog } from '../../app/shared/trace/log.ts';
import { runScenario } from './run-scenario.ts';

const library = new Library('assets');

export const LIBRARY_IDS: readonly string[] = (await library.list()).map((entry) => entry.id);

export async function libraryTrace(id: string): Promise<TraceLog> {
  const scenario = await library.read(id);
  const { session } = await runScenario(scenario, 'model', (events) => Promise.resolve(new ModelProvider(scenario.rules, events)));
  return session.log;
}
