/** The request handlers: one function per request, grouped by topic like the contract. */
import type { Input, Output, RequestName } from '../../../shared/contract/contract.ts';

type Now<T> = T extends null ? T | void : T;
/** A handler of a request that answers null can return nothing. */
export type Handlers<K extends RequestName> = {
  readonly [Name in K]: (input: Input<Name>) => Now<Output<Name>> | Promise<Now<Output<Name>>>;
};

