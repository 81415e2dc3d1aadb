/** Text of an exported replay page, besides that of the views in it. */
export const strings = {
  end: 'End',
  endTitle: 'The last step (End)',
  nextTitle: 'The next step (right arrow)',
  pause: 'Pause',
  playTitle: 'Show the steps one after the other (Space)',
  previousTitle: 'The previous step (left arrow)',
  recording: 'Recording',
  recordingTitle: 'Replay of recorded steps. Nothing is performed.',
  source: 'this page',
  start: 'Start',
  startTitle: 'Before the first step (Home)',
  steps: 'Steps',
  title: (scenario: string) => `${scenario}: replay`,
  unreadable: (reason: string) => `Cannot read the trace in this page: ${reason}`,
} as const;
