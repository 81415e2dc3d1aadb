/** Checks a WSAPROTOCOL_INFOW with chosen fields: the description of a socket, with some fields replaced. */
import { InputProblem } from '../base/input-problem.ts';
import { nearest } from '../base/nearest.ts';
import { C_TYPES, fits, rangeText } from '../calls/c-types.ts';
import { CHOSEN_INFO_FIELDS } from '../domain/protocol-info.ts';
import type { Scope } from './check-args.ts';

/**
 * `from` names the description that SO_PROTOCOL_INFOW returned: an export is a capability, which must reach its process
 * unchanged (S16), and its opaque fields could name objects outside the session.
 * @throws InputProblem with the path of the wrong field, below `where`.
 */
export function checkChosenInfo(value: Readonly<Record<string, unknown>>, where: string, scope: Scope): void {
  const { from, ...fields } = value;
  if (typeof from !== 'string' || !from.startsWith('$') || scope(from.slice(1), `${where}.from`) !== 'value') {
    throw new InputProblem('a WSAPROTOCOL_INFOW with chosen fields starts from the description of a socket', `${where}.from`,
      'Write $name of what getsockopt returned for SO_PROTOCOL_INFOW.');
  }
  for (const [name, number] of Object.entries(fields)) {
    if (!CHOSEN_INFO_FIELDS.includes(name)) {
      const hint = nearest(name, CHOSEN_INFO_FIELDS);
      throw new InputProblem(`"${name}" cannot be chosen`, `${where}.${name}`,
        hint ? `Did you mean "${hint}"?` : `Known: ${CHOSEN_INFO_FIELDS.join(', ')}.`);
    }
    if (!fits(C_TYPES.int, number))
      throw new InputProblem(`${name} is a whole number ${rangeText(C_TYPES.int)}`, `${where}.${name}`, 'Write such a number.');
  }
}
