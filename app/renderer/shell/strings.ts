/** Text of the window around the views: panes, borders, notices, and the pages shown when the inspector refuses a page. */
import { plural } from '../../shared/format/values.ts';
import type { Tab } from '../store/ui.ts';
import type { Refusal } from '../transport/web-socket.ts';

const views: Readonly<Record<Tab, { title: string; hint: string }>> = {
  graph: { title: 'Graph', hint: 'Holders at this step' },
  sequence: { title: 'Sequence', hint: 'Calls, transfers and data over time' },
  log: { title: 'Call log', hint: 'Every call with its arguments and outcome' },
  diff: { title: 'Diff', hint: 'Changes between two steps' },
  sides: { title: 'Side by side', hint: 'The model and the OS, or two providers' },
  code: { title: 'C code', hint: 'The same sequence as C programs' },
  console: { title: 'Console', hint: 'Perform any call in any process (`)' },
  scenario: { title: 'Scenario', hint: 'Edit the steps of the scenario (E)' },
};

const refusals: Readonly<Record<Exclude<Refusal, 'restarted' | 'replaced'>, { title: string; text: string }>> = {
  unknown: {
    title: 'This page is not logged in',
    text:
      'Open the address that the inspector printed when it started: it contains a token that lets this browser in. After a restart, ' +
        'open the new address.',
  },
  full: {
    title: 'All seats are taken',
    text:
      'The inspector has its maximum number of users. Open the address again after a user closes their page, or start the inspector ' +
        'with a larger --users.',
  },
};

export const strings = {
  borders: {
    inspector: 'Width of the inspector',
    second: 'Height of the second view',
    steps: 'Width of the steps',
    timeline: 'Height of the timeline',
  },
  disconnected: {
    restarted:
      'The inspector restarted, and this page is not logged in to it. Open the address it printed last: the steps performed here are ' +
        'offered there as unsaved work. Until then, you can read what is on screen.',
    resumes:
      'Lost connection to the inspector. This page reconnects when the inspector starts on the same port. Until then, you can read ' +
        'what is on screen.',
    waits:
      'Lost connection to the inspector. Retrying every few seconds. After a restart, open the address it printed: the steps performed ' +
        'here are offered there as unsaved work.',
  },
  dismissAll: 'Dismiss all',
  opening: (view: string) => `Opening ${view}…`,
  openingLive: 'Opening Live…',
  panes: { tab: 'The session at this step', second: 'Second view' },
  refusals,
  seat: {
    keepsRunning: (minutes: number) =>
      ` Its session keeps running for ${plural(minutes, 'minute')}; after that, its steps are offered as unsaved work.`,
    lost: 'Another page is using the inspector, so this one is disconnected.',
    takeBack: 'Take back',
    taken: 'Another page was using the inspector and is disconnected now. It can take the inspector back.',
  },
  side: { choice: 'Steps or details', details: 'Details', steps: 'Steps' },
  split: { close: 'Close the second view (\\)', join: 'One view', open: 'Show a second view below (\\)', split: 'Split' },
  tabs: 'Views',
  views,
  working: (what: string) => `${what}…`,
} as const;
