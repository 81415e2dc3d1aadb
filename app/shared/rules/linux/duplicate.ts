/** dup and related calls, pidfd_getfd: another descriptor of an existing description (P1, P10, P11). */
import { findCall } from '../../calls/catalogue.ts';
import { closedRangeOf, isWithin, rangeOf } from '../../calls/ranges.ts';
import type { Draft } from '../../domain/draft.ts';
import type { DescriptorEntity, ProcessEntity } from '../../domain/entities.ts';
import { type WorldView, allOf, descriptorOf, entity, processByPid } from '../../domain/world.ts';
import { atLeast } from '../../trace/predicted.ts';
import { closeDescriptor, released } from '../common/close.ts';
import { makeDescriptor } from '../common/make.ts';
import { descriptorArg, listArg, numberArg, textArg } from '../lookup.ts';
import { type Prediction, type RulesOf, UNPREDICTED, predictError, predictOk } from '../types.ts';
import type { LinuxContext, LinuxRule } from './clauses.ts';

const dup: LinuxRule = {
  predict: (world, c) => (descriptorArg(world, c) ? predictOk({}, 'P10') : predictError('EBADF', 'P1')),
  commit(draft, c, outcome) {
    const from = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !from) return;
    // P10: close-on-exec is always clear on the copy.
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, from.object, 'duplicated', c.step,
      c.semantics.clauses.copySurvivesExec(from));
  },
};

/** No usual limit on descriptors is lower (getrlimit(2), RLIMIT_NOFILE). */
const LOWEST_LIMIT = 256;

/** dup2 and dup3 use a given number and silently close the descriptor that had it. */
const dup2: LinuxRule = {
  predict(world, c) {
    const newfd = numberArg(c, 'newfd');
    const refused = c.semantics.clauses.dup3RefusesOneNumber(c.call.name, numberArg(c, 'fd'), newfd);
    if (refused) return refused;
    if (!descriptorArg(world, c) || newfd === null || newfd < 0) return predictError('EBADF', 'P1');
    // A free number can be reserved: accept(2) takes one before it blocks, and dup2 onto it fails with EBUSY.
    const accepting = allOf(world, 'pending').some((p) => p.process === c.process.id && findCall('linux', p.call)?.accepts);
    if (accepting && !descriptorOf(world, c.process.id, newfd)) return UNPREDICTED;
    // The highest allowed number depends on a limit of the process.
    return newfd < LOWEST_LIMIT ? predictOk({ descriptor: newfd }, 'P10') : UNPREDICTED;
  },
  commit(draft, c, outcome) {
    const from = descriptorArg(draft, c);
    if (outcome.kind !== 'ok' || !from || numberArg(c, 'newfd') === from.number) return;
    const replaced = descriptorArg(draft, c, 'newfd');
    if (replaced) c.semantics.clauses.dup2ReplacesTheTarget(draft, replaced.id);
    const inheritable = !listArg(c, 'flags').includes('O_CLOEXEC');
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, from.object, 'duplicated', c.step, inheritable);
    if (replaced) released(draft, c.semantics, replaced.object, c.step);
  },
};

const pidfdOpen: LinuxRule = {
  predict: (world, c) => (processByPid(world, numberArg(c, 'pid') ?? 0) ? predictOk({}, 'P11') : UNPREDICTED),
  commit(draft, c, outcome) {
    const of = processByPid(draft, numberArg(c, 'pid') ?? 0);
    if (outcome.kind !== 'ok' || !of) return;
    const id = draft.nextId('pidfd');
    draft.put({ kind: 'pidfd', id, of: of.id, step: c.step, closedAt: null });
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, id, 'created', c.step,
      !c.semantics.clauses.pidfdIsClosedOnExec());
  },
};

const pidfdGetfd: LinuxRule = {
  predict(world, c) {
    const { clauses: k } = c.semantics;
    const refused = k.fetchTakesNoFlags(numberArg(c, 'flags'));
    if (refused) return refused;
    const pidfd = descriptorArg(world, c, 'pidfd');
    if (!pidfd || entity(world, 'pidfd', pidfd.object) === undefined) return predictError('EBADF', 'P11');
    const target = processBehind(world, pidfd);
    if (target?.state !== 'running') return predictError('ESRCH', 'P11');
    if (isGuarded(target, c)) return GUARDED;
    return k.fetchNeedsAnOpenNumber(descriptorOf(world, target.id, numberArg(c, 'targetfd') ?? -1)) ?? predictOk({}, 'P11');
  },
  commit(draft, c, outcome) {
    const source = fetched(draft, c);
    if (outcome.kind !== 'ok' || !source) return;
    makeDescriptor(draft, c.process.id, outcome.results.descriptor ?? null, source.object, 'fetched', c.step,
      !c.semantics.clauses.fetchedIsClosedOnExec());
  },
};

/** P25: another process needs CAP_SYS_PTRACE to reach into it, which the rules do not know of. */
const isGuarded = (target: ProcessEntity, c: LinuxContext): boolean => target.undumpable === true && target.id !== c.process.id;

/** As a process without privileges has it. */
const GUARDED: Prediction = { outcome: { kind: 'unknown' }, rules: ['P25'], invented: { kind: 'error', name: 'EPERM' } };

function processBehind(world: WorldView, pidfd: DescriptorEntity | undefined): ProcessEntity | undefined {
  return entity(world, 'process', entity(world, 'pidfd', pidfd?.object ?? null)?.of ?? null);
}

function fetched(draft: Draft, c: LinuxContext): DescriptorEntity | undefined {
  const target = processBehind(draft, descriptorArg(draft, c, 'pidfd'));
  return target && descriptorOf(draft, target.id, numberArg(c, 'targetfd') ?? -1);
}

/** P3: 0 for the same description, another number for different ones. */
const kcmp: LinuxRule = {
  predict(world, c) {
    const processes = (['1', '2'] as const).map((n) => processByPid(world, numberArg(c, `pid${n}`) ?? 0));
    if (processes.some((process) => process && isGuarded(process, c))) return GUARDED;
    const [one, other] = (['1', '2'] as const).map((n, i) => {
      const process = processes[i];
      return process && descriptorOf(world, process.id, numberArg(c, `fd${n}`) ?? -1);
    });
    if (!one || !other) return UNPREDICTED;
    return predictOk({ number: c.semantics.clauses.sameDescriptionIsEqual(one, other) ? 0 : atLeast(1) }, 'P3');
  },
};

/** close_range(2): as a close of each, or FD_CLOEXEC on each. */
const closeRange: LinuxRule = {
  predict(_world, c) {
    const range = rangeOf(c.call, c.args);
    if (!range) return UNPREDICTED;
    if (range.first > range.last) return predictError('EINVAL');
    return predictOk({}, closedRangeOf(c.call, c.args) ? 'P16' : 'P20');
  },
  commit(draft, c, outcome) {
    const range = rangeOf(c.call, c.args);
    if (outcome.kind !== 'ok' || !range) return;
    const closes = closedRangeOf(c.call, c.args) !== null;
    for (const descriptor of allOf(draft, 'descriptor')) {
      if (descriptor.process !== c.process.id || descriptor.number === null || !isWithin(range, descriptor.number)) continue;
      if (closes) closeDescriptor(draft, c.semantics, descriptor, c.step);
      else c.semantics.clauses.rangeIsClosedOnExec(draft, descriptor.id);
    }
  },
};

/** PR_SET_DUMPABLE and PR_GET_DUMPABLE (P25). An exec, and so every new process, begins dumpable. */
const prctl: LinuxRule = {
  predict: (_world, c) => predictOk(textArg(c, 'command') === 'PR_GET_DUMPABLE' ? { number: c.process.undumpable ? 0 : 1 } : {}, 'P25'),
  commit(draft, c, outcome) {
    if (outcome.kind === 'ok' && textArg(c, 'command') === 'PR_SET_DUMPABLE')
      c.semantics.clauses.dumpableIsKept(draft, c.process.id, numberArg(c, 'value') === 1);
  },
};

export const HANDOFF_RULES = {
  close_range: closeRange, dup, dup2, dup3: dup2, kcmp, pidfd_open: pidfdOpen, pidfd_getfd: pidfdGetfd, prctl,
} satisfies RulesOf<'linux'>;
