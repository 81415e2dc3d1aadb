/**
 * A clause is the smallest statement of a rule: one effect, one condition, one answer. The rules of a platform are
 * built from a table of clauses, so that a test can build them with one left out and see whether the cases notice.
 */
import type { RuleId } from '../domain/ids.ts';
import { type Evidence, type StatedEvidence, ranked } from './evidence.ts';
import type { Prediction } from './types.ts';

/**
 * What is left when a clause is left out. An `effect` does nothing, a `condition` is never true, an `answer` leaves the
 * result to the next clause, a `count` is 0. A `choice` says which of several things happens: something must take its place.
 */
export type ClauseKind = 'effect' | 'condition' | 'answer' | 'count' | 'choice';

interface Statement<F> {
  readonly rule: RuleId;
  /** One sentence: what holds. */
  readonly says: string;
  /** What a program would see without it. */
  readonly without: string;
  /** What is known of this clause beside tests that run on Windows: empty if they are all there is. */
  readonly evidence: readonly StatedEvidence[];
  readonly applies: F;
}

export interface Clause<F extends AnyFunction = AnyFunction> extends Omit<Statement<F>, 'evidence'> {
  /** From the highest rank to the lowest. */
  readonly evidence: readonly Evidence[];
  readonly kind: ClauseKind;
}

export type AnyFunction = (...args: never[]) => unknown;
export type ClauseTable = Readonly<Record<string, Clause>>;

/** The functions of a table, by the names of its clauses. */
export type ClausesOf<T extends ClauseTable> = { readonly [N in keyof T]: T[N]['applies'] };

const clause = <F extends AnyFunction>(kind: ClauseKind, statement: Statement<F>): Clause<F> =>
  ({ ...statement, kind, evidence: ranked(statement.evidence, false) });

export const effect = <A extends unknown[]>(statement: Statement<(...args: A) => void>) => clause('effect', statement);
export const condition = <A extends unknown[]>(statement: Statement<(...args: A) => boolean>) => clause('condition', statement);
export const answer = <A extends unknown[]>(statement: Statement<(...args: A) => Prediction | null>) => clause('answer', statement);
export const count = <A extends unknown[]>(statement: Statement<(...args: A) => number>) => clause('count', statement);
export const choice = <A extends unknown[], R>(statement: Statement<(...args: A) => R>) => clause('choice', statement);

/** Returns every clause of a table as the function that it is. */
export function functionsOf<T extends ClauseTable>(table: T): ClausesOf<T> {
  return Object.fromEntries(Object.entries(table).map(([name, { applies }]) => [name, applies])) as ClausesOf<T>;
}
