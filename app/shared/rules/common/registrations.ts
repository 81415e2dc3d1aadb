/** Registrations on a socket that is gone. */
import type { Draft } from '../../domain/draft.ts';
import type { SocketId, StepNumber } from '../../domain/ids.ts';

/** Ends every registration on a closed socket; none is notified any more. */
export function endRegistrations(draft: Draft, socket: SocketId, step: StepNumber): void {
  for (const r of draft.living('registration'))
    if (r.socket === socket && r.state === 'current') draft.change('registration', r.id, { state: 'cancelled', cancelledBy: step });
}
