/** The address that a call reaches, when it reaches one. */
import type { CallSpec } from '../calls/types.ts';

export interface Destination {
  via: 'connect' | 'send';
  /** As written: a literal address, or an unresolved $name. */
  to: string;
  /** Name of the argument. */
  arg: string;
}

/** Every call with an address reaches it, except for one that names its own socket; the verbs of outside processes included. */
export function destinationOf(call: CallSpec, args: Readonly<Record<string, unknown>>): Destination | null {
  if (call.address === 'binds') return null;
  const spec = call.args.find(({ type }) => type.kind === 'address');
  const to = spec && args[spec.name];
  if (!spec || typeof to !== 'string') return null;
  return { via: call.address === 'connects' ? 'connect' : 'send', to, arg: spec.name };
}
