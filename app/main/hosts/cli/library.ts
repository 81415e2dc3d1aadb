/** `handoff run --list`: the scenarios that come with the program. */
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { Library } from '../../services/library/library.ts';
import { say } from './output.ts';
import { ASSETS_DIR } from './paths.ts';
import { line, padded } from './shown.ts';
import { style } from './style.ts';

export const isLibraryId = (text: string): boolean => /^(winsock|linux)\/[a-z0-9-]+$/.test(text);

/** Prints the id and title of each scenario under the question that it answers. @throws InputProblem for extra arguments. */
export async function listLibrary(more: readonly string[]): Promise<number> {
  if (more.length > 0) throw new InputProblem(`"${more[0]}" and --list exclude each other`, 'handoff run', 'Use one of them.');
  const entries = await new Library(ASSETS_DIR).list();
  const width = Math.max(...entries.map(({ id }) => id.length));
  let group = '';
  for (const entry of entries) {
    if (entry.group !== group) say(...(group === '' ? [] : ['']), style.bold(entry.group));
    group = entry.group;
    say(line`  ${padded(entry.id, width)}  ${entry.title}`);
  }
  return 0;
}
