/** Text of opening, saving and restoring: the Save menu, the lists on the start screen, and notices. */
import type { RecentEntry } from '../../shared/contract/work.ts';
import { plural } from '../../shared/format/values.ts';

const kinds: Readonly<Record<RecentEntry['kind'], string>> = { library: 'library', scenario: 'scenario file', trace: 'trace' };

export const strings = {
  all: (count: number) => `All ${count}`,
  ended: {
    name: (title: string) => `${title}, ended`,
    restarted:
      'The inspector restarted, which ended this session and its processes. The recorded steps stay on screen. Restart performs the ' +
        'scenario again; the start screen lists the steps as unsaved work.',
    timedOut:
      'The inspector lost contact with this page, which ended this session and its processes. The recorded steps stay on screen. ' +
        'Restart performs the scenario again; the start screen lists the steps as unsaved work.',
  },
  kinds,
  newest: 'Newest only',
  open: {
    announce: (title: string) => `${title}, a recorded trace.`,
    loaded: (count: number) => `${plural(count, 'step')} loaded.`,
    stopped: (file: string, count: number) => `Stopped reading ${file}. ${plural(count, 'step')} loaded.`,
    tooLarge: (file: string) =>
      `Cannot open ${file}: it is not a trace, and a scenario has at most 4 MB. A trace begins with {"format":"handoff-trace/1".`,
    unreadable: (file: string, reason: string) => `Cannot read ${file}: ${reason}`,
  },
  reading: (file: string) => `Reading ${file}`,
  recent: { clear: 'Clear', heading: 'Recent', of: (kind: RecentEntry['kind'], provider: string) => `${kinds[kind]}, ${provider}, ` },
  running: {
    heading: 'Still running',
    progress: (performed: number, planned: number) =>
      `${performed} of ${plural(planned, 'step')}. Its processes end shortly unless you continue the session.`,
    title: 'Continue this session',
  },
  save: {
    button: 'Save',
    buttonTitle: 'Save this session as a file',
    hostedOnly: 'Not available for a trace opened from a file. Use handoff export.',
    items: {
      c: { title: 'C programs', hint: 'Zip: one program per process, with build instructions' },
      html: { title: 'Replay page', hint: 'One HTML file that replays the session anywhere' },
      link: { title: 'Copy a link to this step', hint: 'Library scenarios only' },
      ndjson: { title: 'Trace', hint: 'NDJSON: all steps so far, to open again' },
      png: { title: 'Picture of this step, PNG', hint: 'For programs without SVG support' },
      scenario: { title: 'Scenario', hint: 'JSON: the list of calls, to run again' },
      sequence: { title: 'Sequence up to this step, SVG', hint: 'A lane per process, calls and messages over time' },
      svg: { title: 'Picture of this step, SVG', hint: 'In the colors of the window, sharp at any size' },
    },
    menu: 'Save',
    noScenario: 'A recording has no scenario.',
  },
  unsaved: {
    discard: 'Discard',
    discardLabel: (title: string) => `Discard ${title}`,
    discardTitle: 'Delete permanently',
    editsUnreadable: (reason: string) => `Cannot show the unsaved edits: ${reason}`,
    heading: 'Unsaved work',
    name: (title: string) => `${title}, unsaved`,
    of: (steps: number, provider: string, edited: boolean) => `${plural(steps, 'step')} on ${provider}${edited ? ', edited' : ''}, `,
    title: 'Show the recorded steps and continue from them',
  },
} as const;
