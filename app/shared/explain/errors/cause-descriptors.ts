/** Causes in descriptor numbers: closed ones, those of other processes, and epoll items. */
import type { DescriptorEntity } from '../../domain/entities.ts';
import { allOf, descriptorOf } from '../../domain/world.ts';
import { isStale } from '../../domain/labels.ts';
import { at, list, say } from '../../trace/sentence.ts';
import { deedText } from '../scope.ts';
import type { FindCause } from './causes.ts';
import { numberOf } from './failure.ts';

/** S3, S11, S33, P1: a number is valid in one process until it is closed there. */
export const noDescriptor: FindCause = (f) => {
  const { scope, process } = f;
  const number = [numberOf(f), ...rightsOf(f.deed.args)].find((n) => n !== null && !descriptorOf(scope.world, process, n));
  if (number === undefined || number === null) return null;
  const shown = scope.names.number(number);
  const closing = scope.log.steps().slice(0, scope.n).findLast((s) => Object.values(s.diff.removed).some((e) => mine(e, process, number)));
  const rules = [scope.rule('S3', 'P1'), ...(scope.rules === 'winsock' ? ['S11' as const] : [])];
  if (closing) {
    return { answer: [say`${shown} was a descriptor of ${scope.names.process(process)} until ${deedText(scope, closing)} freed it.`],
      rules };
  }
  const elsewhere = allOf(scope.world, 'descriptor').filter((d) => d.number === number && d.process !== process);
  const others = elsewhere.length === 0 ? []
    : [say`${list(elsewhere.map((d) => scope.names.process(d.process)))} ${elsewhere.length === 1 ? 'has' : 'have'} a ${shown}, but a
      number is valid only in its own process.`];
  return { answer: [say`${scope.names.process(process)} never had a descriptor ${shown} in this session.`, ...others], rules };
};

const rightsOf = (args: Readonly<Record<string, unknown>>): readonly number[] =>
  (Array.isArray(args['rights']) ? (args['rights'] as number[]) : []);

const mine = (e: { kind: string }, process: string, number: number): boolean =>
  e.kind === 'descriptor' && (e as DescriptorEntity).process === process && (e as DescriptorEntity).number === number;

/** P12 */
export const sameItem: FindCause = ({ scope, deed, process }) => {
  const item = allOf(scope.world, 'registration').find((r) =>
    r.api === 'epoll' && r.state === 'current' && r.process === process && r.number === deed.args['fd'] && r.socket === deed.object);
  if (!item) return null;
  return {
    answer: [say`${scope.names.number(item.number)} has been in that instance since ${at(item.step)}: an item is keyed by description and
      number, and EPOLL_CTL_MOD changes it.`], rules: ['P12'] };
};

/** P13 */
export const noItem: FindCause = ({ scope, deed, process }) => {
  if (deed.does.registers !== 'beside') return null;
  const stale = allOf(scope.world, 'registration')
    .find((r) => r.process === process && r.number === deed.args['fd'] && isStale(scope.world, r));
  const head = say`That instance has no item for the object that ${scope.names.number(Number(deed.args['fd']))} refers to now.`;
  if (!stale) return { answer: [head], rules: ['P12'] };
  return { answer: [head,
    say`It has one of ${at(stale.step)} under the same number, for ${scope.names.object(stale.socket)}, whose descriptor was closed: that
      item can no longer be addressed.`], rules: ['P12', 'P13'] };
};
