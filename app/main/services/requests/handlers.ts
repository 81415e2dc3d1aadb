/** The request handlers: one function per request, grouped by topic like the contract. */
import type { Input, Output, RequestName } from '../../../shared/contract/contract.ts';

export type Handlers<K extends RequestName> = { readonly [Name in K]: (input: Input<Name>) => Promise<Output<Name>> };

