/** Handle flags, duplicated handles, and the calls about providers (S14, S15, S21, S50 to S53). */
import { socketsNotifying } from '../../domain/notification-sources.ts';
import { entity, eventOf, processByPid } from '../../domain/world.ts';
import { makeDescriptor } from '../common/make.ts';
import { descriptorArg, isPrediction, listArg, numberArg, socketArg, textArg } from '../lookup.ts';
import { type RulesOf, UNPREDICTED, predictOk } from '../types.ts';
import type { WinsockRule } from './clauses.ts';
import { notAHandle } from './not-a-handle.ts';
import { putEvent } from './events.ts';
import { predictUnread } from './receive.ts';

const INHERIT = 'HANDLE_FLAG_INHERIT';
const PROTECT = 'HANDLE_FLAG_PROTECT_FROM_CLOSE';

const getHandleInformation: WinsockRule = {
  predict(world, c) {
    const descriptor = descriptorArg(world, c);
    if (!descriptor) return notAHandle(world, c);
    if (entity(world, 'socket', descriptor.object)?.sure === false) return UNPREDICTED;
    // A separate rule makes imports inheritable by default.
    return predictOk({ flags: descriptor.inheritable ? [INHERIT] : [] }, descriptor.how === 'imported' ? 'S21' : 'S50');
  },
  commit(draft, c, outcome) {
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !descriptor) return;
    const inheritable = (outcome.results.flags ?? []).includes(INHERIT);
    if (inheritable !== descriptor.inheritable) draft.change('descriptor', descriptor.id, { inheritable });
  },
};

const setHandleInformation: WinsockRule = {
  predict: (world, c) => (descriptorArg(world, c) ? predictOk({}, 'S50') : notAHandle(world, c)),
  commit(draft, c, outcome) {
    const descriptor = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !descriptor) return;
    // What a protected handle refuses, no page says for sockets.
    const socket = entity(draft, 'socket', descriptor.object);
    if (socket && [listArg(c, 'mask'), listArg(c, 'flags')].every((flags) => flags.includes(PROTECT)))
      draft.change('socket', socket.id, { sure: false });
    if (!listArg(c, 'mask').includes(INHERIT)) return;
    c.semantics.clauses.handleFlagIsSet(draft, descriptor.id, listArg(c, 'flags').includes(INHERIT));
  },
};

const duplicateHandle: WinsockRule = {
  predict(world, c) {
    if (!descriptorArg(world, c)) return notAHandle(world, c);
    const pid = numberArg(c, 'targetProcess');
    // The call itself succeeds; only its consequences are not guaranteed.
    return pid === null || processByPid(world, pid) ? predictOk({}, 'S51') : UNPREDICTED;
  },
  commit(draft, c, outcome) {
    const source = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !source) return;
    const pid = numberArg(c, 'targetProcess');
    const target = pid === null ? c.process : processByPid(draft, pid);
    if (target)
      makeDescriptor(draft, target.id, outcome.results.descriptor ?? null, source.object, 'duplicated', c.step, c.args['inherit'] === true);
  },
};

/** S51, S52: there is no guarantee that Winsock accepts a handle it did not create. */
export function cautious(rule: WinsockRule): WinsockRule {
  return {
    ...rule,
    predict(world, c) {
      const behindItsBack = descriptorArg(world, c)?.how === 'duplicated';
      return behindItsBack ? { outcome: { kind: 'unknown' }, rules: ['S51', 'S52'] } : rule.predict(world, c);
    },
  };
}

const wsaIoctl: WinsockRule = {
  predict(world, c) {
    const socket = socketArg(world, c);
    if (isPrediction(socket)) return socket;
    const base = textArg(c, 'code') === 'SIO_BASE_HANDLE' ? c.semantics.clauses.baseHandleIsTheSocket(numberArg(c, 's')) : null;
    return base ?? predictUnread(socket);
  },
};

/** The number depends on the machine, but is at least one. */
const enumProtocols: WinsockRule = { predict: () => predictOk({}, 'S14', 'S15') };

const aboutEvent = (set: boolean | null): WinsockRule => ({
  predict: (world, c) => (eventOf(world, c.process.id, numberArg(c, 'event') ?? -1) ? predictOk({}, 'S44') : UNPREDICTED),
  commit(draft, c, outcome) {
    const event = eventOf(draft, c.process.id, numberArg(c, 'event') ?? -1);
    if (outcome.kind !== 'ok' || !event) return;
    if (set === null) draft.remove(event.id);
    else putEvent(draft, event, set);
    // What is recorded meanwhile is unknown, so what is recorded later may set it or not.
    if (set === false && socketsNotifying(draft, event.id).some(({ refusedSends }) => refusedSends))
      draft.change('event', event.id, { unsure: true });
  },
});

export const HANDLE_RULES = {
  GetHandleInformation: getHandleInformation, SetHandleInformation: setHandleInformation, DuplicateHandle: duplicateHandle,
  WSAIoctl: wsaIoctl, WSAEnumProtocolsW: enumProtocols, WSASetEvent: aboutEvent(true), WSAResetEvent: aboutEvent(false),
  WSACloseEvent: aboutEvent(null), SetEvent: aboutEvent(true), ResetEvent: aboutEvent(false),
} satisfies RulesOf<'winsock'>;
