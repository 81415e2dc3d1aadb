/** What remains of the rules when one clause is left out. */
import { DEFAULTS } from '../../app/shared/rules/common/options.ts';
import type { Draft } from '../../app/shared/domain/draft.ts';
import type { RegistrationEntity, Rules, SocketEntity } from '../../app/shared/domain/entities.ts';
import { type WorldView, allOf, descriptorsFor, entity, processByPid } from '../../app/shared/domain/world.ts';
import type { AnyFunction, ClauseKind } from '../../app/shared/rules/clause.ts';
import { CLAUSES, semanticsOf, semanticsWith } from '../../app/shared/rules/index.ts';
import type { CommonClauses } from '../../app/shared/rules/common/clauses.ts';
import type { LinuxClauses } from '../../app/shared/rules/linux/clauses.ts';
import { numberArg, socketArg } from '../../app/shared/rules/lookup.ts';
import type { PlatformSemantics } from '../../app/shared/rules/platform-semantics.ts';
import { predictError, predictOk } from '../../app/shared/rules/types.ts';
import type { WinsockClauses } from '../../app/shared/rules/winsock/clauses.ts';
import { happened, rearm } from '../../app/shared/rules/winsock/events.ts';
import { setReported } from '../../app/shared/rules/winsock/reported.ts';
import { WINSOCK } from '../../app/shared/rules/winsock/semantics.ts';

const NEUTRAL: Readonly<Partial<Record<ClauseKind, AnyFunction>>> = {
  effect: () => {}, condition: () => false, answer: () => null, count: () => 0,
};

const alone = (world: WorldView, socket: SocketEntity): boolean => descriptorsFor(world, socket.id).length < 2;

function dropItems(draft: Draft, which: (r: RegistrationEntity) => boolean, step: number): void {
  for (const r of allOf(draft, 'registration')) {
    if (r.api === 'epoll' && r.state === 'current' && which(r))
      draft.change('registration', r.id, { state: 'cancelled', cancelledBy: step });
  }
}

const COMMON: Partial<CommonClauses> = {
  optionShowsThroughAll: (world, socket, name) => (alone(world, socket) ? socket.options[name] : DEFAULTS[name]),
  dataIsTakenOnce: alone, modeReachesAll: alone, shutdownReachesAll: alone,
};

/** What happens in place of a choice. */
const WINSOCK_OTHERS: Partial<WinsockClauses> = {
  ...COMMON,
  exportLooksAtTheSocketFirst: (world, c) =>
    (processByPid(world, numberArg(c, 'processId') ?? 0) ? socketArg(world, c) : predictError('WSAEINVAL', 'S3')),
  exportToEndedProcessFails: () => predictOk({}, 'S3'),
  descriptionMakesNewSocket: () => predictError('WSAEINVAL'),
  argumentsWin: (_given, described) => described,
  optionKeepsWhatFits: (_name, value) => value,
  maskReplacesMask: (former, mask) => [...new Set([...former, ...mask])],
  eventSelectKeepsReports: (draft, socket) => setReported(draft, socket, []),
  sendLeavesTheEdge(draft, socket) {
    rearm(draft, WINSOCK, socket, 'write');
    happened(draft, WINSOCK, socket, 'write');
  },
  resetIsAborted: () => 0,
  acceptedReportsItsNumber: (_own, former) => former.number,
};

const LINUX_OTHERS: Partial<LinuxClauses> = {
  ...COMMON,
  copySurvivesExec: (from) => from.inheritable,
  acceptPassesNothingOn(draft, listener, socket, step) {
    if (entity(draft, 'socket', listener)?.nonblocking) draft.change('socket', socket, { nonblocking: true, nonblockingSince: step });
  },
  bufferLimitsReferences: () => 8,
  itemIsKeyedByNumber: () => true,
  itemIsKeyedByDescription: () => true,
  itemOutlivesDescriptor: (draft, descriptor, step) => dropItems(draft, (r) => r.descriptor === descriptor, step),
  itemsAreIndependent: (draft, epoll, step) => dropItems(draft, (r) => r.target === epoll, step),
  itemSurvivesInFlight: (draft, step) => dropItems(draft, (r) => descriptorsFor(draft, r.socket).length === 0, step),
  lastOwnerWins: (socket) => socket.linux?.sigio === undefined,
};

const OTHERS: Readonly<Record<Rules, object>> = { winsock: WINSOCK_OTHERS, linux: LINUX_OTHERS };

/** What takes the place of a clause. @throws Error for a choice without anything in its place. */
export function inPlaceOf(rules: Rules, name: string): AnyFunction {
  const other = (OTHERS[rules] as Readonly<Record<string, AnyFunction>>)[name] ?? NEUTRAL[CLAUSES[rules][name]!.kind];
  if (!other) throw new Error(`Nothing takes the place of the choice ${name}`);
  return other;
}

/** The rules without one clause; complete with null. */
export const semanticsWithout = (rules: Rules, name: string | null): PlatformSemantics =>
  (name === null ? semanticsOf(rules) : semanticsWith(rules, { [name]: inPlaceOf(rules, name) }));

export const clauseNames = (rules: Rules): readonly string[] => Object.keys(CLAUSES[rules]);
