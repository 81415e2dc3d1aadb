/** Text of the list of steps. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  cancels: 'cancels',
  diverged: 'diverged',
  episode: (count: number) => `${plural(count, 'step')} of ordinary I/O`,
  episodeSteps: (from: number, to: number, calls: ReadonlyMap<string, number>) =>
    [`${from} to ${to}`, ...[...calls].map(([name, count]) => `${name}: ${count}`)].join(', '),
  episodeTitle: (open: boolean) =>
    `${open ? 'Fold' : 'Unfold'} calls that send, receive or wait on sockets of one process, and change nothing else`,
  noSteps: 'The scenario has no steps yet. Add one in the Scenario view (A), or perform a call in the console.',
  empty: 'No steps performed yet. {step} performs the first call, {run} all of them.',
  episodeWaiting: (count: number) => `${count} not returned`,
  expect: (expected: string) => `expect ${expected}`,
  hazard: 'hazard',
  heading: 'Steps',
  latest: 'Latest',
  latestTitle: (n: number) => `An earlier step is shown. Go to step ${n} (End)`,
  list: 'Steps, performed and planned',
  listOfRecording: 'Recorded steps',
  menu: {
    branch: (n: number) => `Branch after step ${n}`,
    copied: 'Copied',
    diff: (n: number) => `Show what step ${n} changed`,
    json: 'Copy as JSON',
    line: 'Copy as a console line',
    runTo: (n: number) => `Run up to step ${n}`,
    set: 'Stop runs after this step',
    show: (n: number) => `Show step ${n}`,
    unset: 'Remove the breakpoint',
  },
  notMade: 'not performed',
  planned: 'planned',
  plannedTitle: 'Planned by the scenario',
  stops: (n: number) => `Breakpoint after step ${n}`,
  stopsOff: 'Stop runs after this step',
  stopsOn: 'Runs stop after this step. Select to remove the breakpoint.',
  unexpected: 'unexpected',
  who: (process: string) => `${process}: `,
} as const;
