/** The user's consent to reach addresses of other programs: the page passes it on, main decides what needed consent. */
import { type Permit, parsePermit } from '../../../shared/reach/permit.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';

/**
 * @param found what main itself determined that the scenario or step would reach.
 * @throws InputProblem for a permit that is not among these: a page cannot invent one.
 */
export function consented(allow: readonly string[] | undefined, found: readonly Permit[]): Permit[] {
  const permits = (allow ?? []).map((text) => ({ text, means: parsePermit(text) }));
  for (const { text, means } of permits) {
    if (means.some((permit) => found.includes(permit))) continue;
    throw new InputProblem(`nothing in it reaches ${text.replace(/^\w+:/, '')}`, `--allow ${text}`,
      found.length === 0 ? 'Leave it out: it reaches no address of another program.' : `It reaches ${found.join(', ')}.`);
  }
  return permits.flatMap(({ means }) => means.filter((permit) => found.includes(permit)));
}
