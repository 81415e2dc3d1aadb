/** Text of the timeline. */
export const strings = {
  beforeFirst: 'before the first step',
  many: (program: string, count: number) => `${program} × ${count}`,
  position: 'Step shown',
  step: (n: number, total: number) => `step ${n} of ${total}`,
  title: 'Timeline',
} as const;
