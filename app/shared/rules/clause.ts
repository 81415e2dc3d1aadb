/**
 * A clause is the smallest statement of a rule: one effect, one condition, one answer. The rules of a platform are
 * built from a table of clauses, so that a test can build them with one left out and see whether the cases notice.
 */
import type { RuleId } from '../domain/ids.ts';
import type { Prediction } from './types.ts';

/** How a clause is known: written on the platform's own pages, asserted by a test that passes there, and so on. */
export type ClauseEvidence =
  'documented' | 'assertedOnWindows' | 'implementation' | 'observedOnWine' | 'observedOnLinux' | 'supposed';

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
  /** Empty until it is known from the sources of the rule which of them states this clause. */
  readonly evidence?: readonly ClauseEvidence[];
  readonly applies: F;
}

export interface Clause<F extends AnyFunction = AnyFunction> extends Required<Statement<F>> {
  readonly kind: ClauseKind;
}

export type AnyFunction = (...args: never[]) => unknown;
export type ClauseTable = Readonly<Record<string, Clause>>;

/** The functions of a table, by the names of its clauses. */
export type ClausesOf<T extends ClauseTable> = { readonly [N in keyof T]: T[N]['applies'] };

const clause = <F extends AnyFunction>(kind: ClauseKind, statement: Statement<F>): Clause<F> => ({ evidence: [], ...statement, kind });

export const effect = <A extends unknown[]>(statement: Statement<(...args: A) => void>) => clause('effect', statement);
export const condition = <A extends unknown[]>(statement: Statement<(...args: A) => boolean>) => clause('condition', statement);
export const answer = <A extends unknown[]>(statement: Statement<(...args: A) => Prediction | null>) => clause('answer', statement);
export const count = <A extends unknown[]>(statement: Statement<(...args: A) => number>) => clause('count', statement);
export const choice = <A extends unknown[], R>(statement: Statement<(...args: A) => R>) => clause('choice', statement);

/** Returns every clause of a table as the function that it is. */
export function functionsOf<T extends ClauseTable>(table: T): ClausesOf<T> {
  return Object.fromEntries(Object.entries(table).map(([name, { applies }]) => [name, applies])) as ClausesOf<T>;
}
