/** What answers requests: a function for each, grouped by topic as the contract is. */
import type { Input, Output, RequestName } from '../../../shared/contract/contract.ts';

export type Handlers<K extends RequestName> = { readonly [Name in K]: (input: Input<Name>) => Promise<Output<Name>> };

