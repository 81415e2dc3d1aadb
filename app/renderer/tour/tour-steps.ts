/** The two-minute tour: what to look at, on the default scenario. Each stop points at one part of the window. */

export interface TourStop {
  /** Test id of the part that is pointed at. */
  at: string;
  title: string;
  text: string;
  /** Steps that shall have been performed when the stop is shown. */
  steps: number;
  /** The view of the middle. */
  tab: 'graph' | 'sequence';
  /** Thing that shall be selected; null for the step itself. */
  select: string | null;
}

export const TOUR_SCENARIO = 'winsock/hand-a-connection-over';

export const TOUR: readonly TourStop[] = [
  { at: 'steps-list', steps: 0, tab: 'graph', select: null, title: 'A scenario is a list of calls',
    text: 'Each row is one real call, made by the process whose colour it has. Nothing has been performed yet: these are the plan.' },
  { at: 'step', steps: 3, tab: 'graph', select: null, title: 'Step performs the next call',
    text: 'Three steps were just made: a server listens, main makes a socket and connects. The right arrow key does the same; the left one looks back.' },
  { at: 'graph', steps: 3, tab: 'graph', select: null, title: 'Descriptors left, underlying sockets in the middle',
    text: 'main has a number, 0x… , and that number stands for a socket of the system. What the last step changed is washed yellow.' },
  { at: 'graph', steps: 7, tab: 'graph', select: null, title: 'A transfer keeps the socket open',
    text: 'WSADuplicateSocketW filled 628 bytes for target, and they were sent over a pipe. Until target imports them they are one more reference: the hollow dot.' },
  { at: 'graph', steps: 8, tab: 'graph', select: 'socket:1', title: 'Two descriptors, one socket',
    text: 'target has made its own descriptor of it. State, options and queues are common from here on; closing one descriptor does not close the socket.' },
  { at: 'inspector', steps: 8, tab: 'graph', select: 'socket:1', title: 'The inspector says how each fact is known',
    text: 'The small marks at the right: performed by us, read from the OS, predicted by the rules. "Why?" answers in sentences, and their links jump to the steps.' },
  { at: 'sequence', steps: 12, tab: 'sequence', select: null, title: 'The same in time',
    text: 'A lane for each process, arrows for what travels. The other tabs show the difference of two steps, the model beside the OS, and C programs that do the same.' },
  { at: 'search', steps: 18, tab: 'graph', select: null, title: 'That is all one needs to begin',
    text: 'Ctrl K finds any step, thing or command. The console performs any call you type; Live, on the first screen, shows the sockets of this whole machine.' },
];
