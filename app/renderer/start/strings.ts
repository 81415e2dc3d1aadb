/** Text of the start screen. */
import type { Rules } from '../../shared/domain/entities.ts';
import type { ProviderId } from '../../shared/trace/step.ts';
import { plural } from '../../shared/format/values.ts';

const platforms: Readonly<Record<Rules, string>> = { winsock: 'Winsock', linux: 'Linux' };

const meanings: Readonly<Record<ProviderId, string>> = {
  winsock: 'Real Winsock calls in separate processes.',
  linux: 'Real Linux calls in separate processes.',
  model: 'Predicts outcomes from the documented rules. Makes no calls.',
};

export const strings = {
  app: 'Socket Handoff Inspector',
  case: 'Seen in practice',
  chooseScenario: 'Choose a scenario to see what it shows and which rules it teaches.',
  create: {
    add: 'Add a process',
    badName: (name: string) => `"${name}" cannot be the name of a process. Begin with a letter; then letters, digits, _ or -.`,
    button: 'New scenario…',
    choice: ({ label, rules: all }: { label: string; rules: readonly Rules[] }, rules: Rules) =>
      (all.length > 1 ? `${label}, ${platforms[rules]} calls` : label),
    file: 'the new scenario',
    heading: 'New scenario',
    main: '{main} is the inspector itself.',
    mainName: 'main',
    name: 'Title',
    noTitle: 'Enter a title: it is also the name of the file.',
    process: (n: number) => `Name of process ${n}`,
    remove: (name: string) => `Remove ${name}`,
    start: 'Create',
    title: 'Untitled scenario',
    twice: (name: string) => `Two processes are called "${name}". Use a different name for each.`,
  },
  setUp: {
    about: 'Real Winsock calls need Wine. This installs:',
    asking: 'Looking for what is missing…',
    button: 'Set up Wine…',
    changes: (what: string) => `Changes ${what}.`,
    command: 'The same on the command line, in a checkout:',
    commandName: 'the command',
    continues: 'You can close this window; the set-up continues.',
    done: 'Wine is set up.',
    heading: 'Set up Wine',
    install: 'Install',
    progress: 'Setting up Wine',
  },
  file: {
    drop: 'Or drop a file on the window: a scenario (JSON) or a trace (NDJSON, optionally gzip).',
    field: 'Scenario or trace file',
    open: 'Open a file…',
  },
  lead: 'See what happens when processes share a socket: real calls, one step at a time, compared with what the documented rules predict.',
  list: {
    all: 'All',
    aside: (rules: Rules, steps: number) => `${platforms[rules]}, ${plural(steps, 'step')}`,
    empty: 'The library is empty. Open a scenario file instead: JSON with "format": "handoff-scenario/1".',
    noMatch: 'No matching scenarios.',
    placeholder: (count: number) => `Search ${plural(count, 'scenario')} by text, call, constant or rule`,
    platform: 'Platform',
    platforms,
    search: 'Search the library',
    showAll: 'Show all',
  },
  live: 'Live',
  liveAbout: 'Who holds the ports of this machine, who watches them, and why are they open?',
  loading: 'Loading scenarios and providers…',
  open: 'Start',
  opening: 'Starting processes…',
  own: 'Decode a WSAPROTOCOL_INFOW, or bring your own process…',
  processes: 'Processes',
  program: 'Your program',
  programAbout: 'Record a program that you have, or debug it: what do its processes do with their sockets?',
  provider: 'Provider',
  providerMeanings: meanings,
  rules: 'Rules',
  steps: 'Steps',
  tour: 'Tour',
  version: (version: string, machine: string) => `${version}, ${machine}`,
  versionTitle: 'Version of the inspector, and the system on which it makes calls',
} as const;
