/** Facts take precedence: values read from the system replace those predicted by the rules. */
import type { Draft } from '../../../shared/domain/draft.ts';
import { entity } from '../../../shared/domain/world.ts';
import type { FactMismatch } from '../../../shared/trace/compare.ts';

export function correct(draft: Draft, mismatches: readonly FactMismatch[]): void {
  for (const { fact } of mismatches) {
    const subject = draft.get(fact.subject);
    if (subject?.kind === 'event' && fact.what === 'set') draft.change('event', subject.id, { set: fact.value });
    else if (subject?.kind === 'descriptor' && fact.what === 'inheritable')
      draft.change('descriptor', subject.id, { inheritable: fact.value });
    else if (subject?.kind === 'socket') {
      draft.change('socket', subject.id, fact.what === 'nonblocking' ? { nonblocking: fact.value } : { sure: false });
    } else if (subject?.kind === 'descriptor') {
      const socket = entity(draft, 'socket', subject.object);
      if (socket) draft.change('socket', socket.id, { sure: false });
    }
  }
}
