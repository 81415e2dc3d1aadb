/** Notes of steps whose call the inspector changed while it was held. */

export const REFUSED = 'Returned by the inspector: the call was not made.';
const CUT = 'The inspector shortened the control buffer to space for ';

export const cutTo = (descriptors: string): string => `${CUT}${descriptors}.`;

export const isIntervention = (note: string | null): boolean => note !== null && (note === REFUSED || note.startsWith(CUT));
