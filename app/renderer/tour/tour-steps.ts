/** The two-minute tour of the default scenario. Each stop points at one part of the window. */
import { strings } from './strings.ts';


export interface TourStop {
  /** Test id of the part that is pointed at. */
  at: string;
  title: string;
  text: string;
  /** Steps that must have been performed for the stop. */
  steps: number;
  /** The view of the middle. */
  tab: 'graph' | 'sequence';
  /** Thing to select; null for the step itself. */
  select: string | null;
}

export const TOUR_SCENARIO = 'winsock/hand-a-connection-over';

export const TOUR: readonly TourStop[] = [
  { at: 'steps-list', steps: 0, tab: 'graph', select: null, ...strings.stops.calls },
  { at: 'step', steps: 3, tab: 'graph', select: null, ...strings.stops.step },
  { at: 'graph', steps: 3, tab: 'graph', select: null, ...strings.stops.descriptors },
  { at: 'graph', steps: 7, tab: 'graph', select: null, ...strings.stops.transfer },
  { at: 'graph', steps: 8, tab: 'graph', select: 'socket:1', ...strings.stops.shared },
  { at: 'inspector', steps: 8, tab: 'graph', select: 'socket:1', ...strings.stops.facts },
  { at: 'sequence', steps: 12, tab: 'sequence', select: null, ...strings.stops.sequence },
  { at: 'search', steps: 12, tab: 'graph', select: null, ...strings.stops.console },
];
