/** Text of breakpoints, speed, and the notices about runs and branches. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  after: 'Run stops after',
  always: { divergence: 'a divergence', error: 'a call that fails', hazard: 'a hazard', unmet: 'an unmet expectation' },
  branch: {
    different: (at: number, count: number) => `Branch at step ${at}: the replay differs in ${plural(count, 'place')}.`,
    difference: '{step}, {what}: {before} before, {now} now',
    running: (performed: number, steps: number) => `Branch: replaying the recorded steps, ${performed} of ${steps}…`,
    same: (at: number, steps: number) =>
      `Branch at step ${at}: replayed ${plural(steps, 'step')} with the same outcomes. New steps follow.`,
  },
  button: (count: number) => `Breakpoints and speed${count > 0 ? `: ${count} set` : ''}`,
  buttonTitle: 'Breakpoints and speed of a run',
  call: 'a call',
  changeOf: (thing: string) => `a change of ${thing}`,
  choose: (what: string) => `${what}…`,
  clear: 'Clear all',
  label: 'Breakpoints',
  list: 'Set breakpoints',
  process: 'a process',
  reading: (file: string) => `Reading ${file}…`,
  remove: 'Remove',
  removeLabel: (name: string) => `Remove the breakpoint on ${name}`,
  speed: 'Speed',
  speedTitle: 'Speed of the playback',
  speeds: (ms: number) => (ms === 0 ? 'as fast as possible' : ms < 1000 ? `${ms} ms between steps` : `${ms / 1000} s between steps`),
  step: 'a step',
  stop: 'Stop',
  stopAfter: (what: string) => `Stop after ${what}`,
  stopped: 'Stopped after {step}: {reason}.',
} as const;
