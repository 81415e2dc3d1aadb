/** Text of the list of steps. */
export const strings = {
  diverged: 'diverged',
  empty: 'No steps performed yet. {step} performs the first call, {run} all of them.',
  expect: (expected: string) => `expect ${expected}`,
  heading: 'Steps',
  list: 'Steps, performed and planned',
  listOfRecording: 'Recorded steps',
  notMade: 'not performed',
  planned: 'planned',
  plannedTitle: 'Planned by the scenario',
  stops: (n: number) => `Breakpoint after step ${n}`,
  stopsOff: 'Stop runs after this step',
  stopsOn: 'Runs stop after this step. Select to remove the breakpoint.',
  unexpected: 'unexpected',
  who: (process: string) => `${process}: `,
} as const;
