/** Text of the view of changes between two steps. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  beforeFirst: 'before the first step',
  changes: 'Changes',
  copy: 'the difference as JSON',
  count: (changes: number) => plural(changes, 'change'),
  follow: 'Follow the step shown',
  from: 'From step',
  groups: { added: 'Added', removed: 'Removed', updated: 'Updated' },
  noChange: (from: number, to: number) => `No changes between step ${from} and step ${to}.`,
  sameStep: 'Both sides are the same step. Choose another step to see the changes between them.',
  showAt: (n: number) => (n === 0 ? 'Show it before the first step' : `Show it at step ${n}`),
  swap: 'Swap',
  swapTitle: 'Swap the two steps',
  to: 'to step',
  transferEnded: (state: string, step: number | null) => `, ${state}${step === null ? '' : ` at step ${step}`}`,
} as const;
