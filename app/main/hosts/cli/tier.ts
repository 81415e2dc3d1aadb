import { InputProblem } from '../../../shared/base/input-problem.ts';

/** The value of --tier. @throws InputProblem for any other than the three. */
export function tierOf(text: string | undefined): 'auto' | 'proc' | 'bpf' {
  if (text === undefined || text === 'auto' || text === 'proc' || text === 'bpf') return text ?? 'auto';
  throw new InputProblem(`unknown tier "${text}"`, '--tier', 'Write auto, proc or bpf.');
}
