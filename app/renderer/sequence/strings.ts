/** Text of the sequence view. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  all: 'Processes without sockets',
  allHint: 'A lane for each process that never had a socket',
  diverged: ', diverged',
  empty: 'The sequence has a lane per process, a bar per call, and an arrow per message or transfer. {step} performs the first call.',
  endedAt: (how: string, step: number) => `${how} at step ${step}`,
  hazards: (count: number) => `, ${plural(count, 'hazard')}`,
  inspect: (lane: string, note: string) => `Inspect ${lane}, ${note}`,
  leftOut: (count: number) => `${plural(count, 'older arrow')} not drawn`,
  legend: { blocked: 'blocked', cancels: 'cancels', data: 'data', message: 'message or transfer' },
  rows: 'Steps in time order',
  scale: (duration: string) => `100 px = ${duration}`,
  spacing: 'Spacing',
  spacings: {
    even: { hint: 'Every step has the same height', title: 'Even spacing' },
    real: { hint: 'Bar length is call duration. Pauses between calls are omitted.', title: 'Real durations' },
  },
  unfold: 'Give each of them a lane',
  who: (lane: string) => `${lane}: `,
} as const;
