/** Text of the bar above a session. */
import { untriedWine } from '../../shared/domain/platform.ts';
import { plural } from '../../shared/format/values.ts';

export const strings = {
  backTitle: 'Show the previous step, as recorded (left arrow or [)',
  leave: 'Scenarios',
  leaveTitle: 'Close this session and choose another scenario',
  nextTitle: 'Show the next recorded step (right arrow or ])',
  pause: 'Pause',
  pauseTitle: 'Stop after the current step (Space)',
  performTitle: (n: number, total: number) => `Perform step ${n} of ${total} (right arrow or ])`,
  playTitle: 'Show the recorded steps one after the other (Space)',
  presenter: 'Presenter mode',
  presenterTitle: 'Presenter mode: large type, one step at a time (P)',
  recording: {
    calls: (count: number, source: string) => `Recorded by ${source}: ${plural(count, 'call')}`,
    complete: 'nothing lost',
    label: 'What the recording does not contain',
    lost: (count: number) => `${count.toLocaleString('en')} lost`,
    notFollowed: (calls: string) => `not followed: ${calls}`,
    notFollowedTitle: 'Calls on sockets that the inspector does not follow. Their effect is not in the recording.',
    undecoded: (count: number) => `${plural(count, 'call')} on sockets without enough of their arguments`,
    unread: (count: number) => `${plural(count, 'line')} could not be read`,
  },
  restart: 'Restart',
  restartRecordingTitle: 'Go to the start of the recording (Home)',
  restartTitle: 'Restart the scenario in fresh processes',
  runTitle: 'Perform the remaining steps (Space)',
  search: 'Search',
  searchTitle: 'Search steps, things and commands (Ctrl K or /)',
  standing: {
    agrees: 'model agrees',
    asExpected: (count: number) => `${count} as expected`,
    calls: (count: number) => ` on ${plural(count, 'call')}`,
    divergences: (count: number) => plural(count, 'divergence'),
    expectationsTitle: 'Expectations of the scenario',
    modelOnly: 'model only',
    nothingPredicted: 'no predictions yet',
    platform: (platform: string) => [`Platform: ${platform}`, untriedWine(platform)].filter((text) => text !== null).join('. '),
    title: (predicted: number) =>
      `${plural(predicted, 'call')} predicted. A divergence is a call or fact that differs from the prediction and is not a known ` +
        'difference of the platform.',
    unmet: (unmet: number, all: number) => `${unmet} of ${plural(all, 'expectation')} unmet`,
  },
  steps: 'Steps',
  theme: 'Theme',
  themes: { auto: 'Auto', light: 'Light', dark: 'Dark' },
  themeTitle: 'Colors of the window',
} as const;
