import type { Performed } from '../../app/shared/provider/provider.ts';

/** The outcome of a call that was not made, or whose result is unknown. */
export const refused = (error: unknown): Performed =>
  ({ outcome: { kind: 'refused', reason: error instanceof Error ? error.message : String(error) }, micros: null });
