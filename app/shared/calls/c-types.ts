/** The C types of numeric arguments. A number that does not fit would lose bits and refer to another object. */
import type { ArgSpec, CallSpec, Platform, ResolvedArgs } from './types.ts';

export interface CType {
  /** The name shown to users. */
  name: string;
  min: number;
  max: number;
}

const INT_MIN = -0x8000_0000;
const INT_MAX = 0x7fff_ffff;
const DWORD_MAX = 0xffff_ffff;

/** Every integer that JSON represents exactly; -1 in `handle` is INVALID_SOCKET and INVALID_HANDLE_VALUE. */
export const C_TYPES = {
  int: { name: 'an int', min: INT_MIN, max: INT_MAX },
  dword: { name: 'a DWORD', min: 0, max: DWORD_MAX },
  intOrDword: { name: 'an int or a DWORD', min: INT_MIN, max: DWORD_MAX },
  ushort: { name: 'a u_short', min: 0, max: 0xffff },
  handle: { name: 'a SOCKET or HANDLE', min: -1, max: Number.MAX_SAFE_INTEGER },
  milliseconds: { name: 'milliseconds of a timeval', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
} as const satisfies Readonly<Record<string, CType>>;

/** Options whose value is a struct timeval on Linux; scenarios give them in milliseconds. */
export const LINUX_TIMEOUTS: ReadonlySet<string> = new Set(['SO_RCVTIMEO', 'SO_SNDTIMEO']);
/** The option whose value is a SOCKET. */
export const SOCKET_OPTION = 'SO_UPDATE_ACCEPT_CONTEXT';

export function fits(type: CType, value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= type.min && value <= type.max;
}

/** Returns "from -2147483648 to 2147483647", to follow "a whole number". */
export const rangeText = ({ min, max }: CType): string => `from ${min} to ${max}`;

/** Returns the C type of a numeric argument, or null if it is not a number. `args` determines which option is set. */
export function cTypeOf(platform: Platform, { type }: ArgSpec, args: Readonly<Record<string, unknown>>): CType | null {
  const windows = platform === 'winsock';
  switch (type.kind) {
    case 'descriptor': case 'descriptors': case 'far-descriptor': return windows ? C_TYPES.handle : C_TYPES.int;
    case 'event': case 'events': case 'handle': return C_TYPES.handle;
    case 'pid': return windows ? C_TYPES.dword : C_TYPES.int;
    case 'integer': return { name: 'this argument', min: type.min, max: type.max };
    case 'option-value': {
      const option = String(args['name']);
      if (windows) return option === SOCKET_OPTION ? C_TYPES.handle : C_TYPES.intOrDword;
      return LINUX_TIMEOUTS.has(option) ? C_TYPES.milliseconds : C_TYPES.int;
    }
    default: return null;
  }
}

/** The C type of the two fields of struct linger. */
export const lingerType = (platform: Platform): CType => (platform === 'winsock' ? C_TYPES.ushort : C_TYPES.int);

/**
 * Returns why these values, with every name resolved, cannot be passed to the call as C numbers, or null if they can.
 * Literal values of a scenario were checked earlier: this covers values that came through a name.
 */
export function numberProblem(call: CallSpec, args: ResolvedArgs): string | null {
  for (const spec of call.args) {
    const type = cTypeOf(call.platform, spec, args);
    const value = args[spec.name];
    if (type === null || value === null || value === undefined) continue;
    const linger = typeof value === 'object' && 'onoff' in value;
    const [wanted, numbers] = linger ? [lingerType(call.platform), [value.onoff, value.linger]] : [type, [value].flat()];
    const wrong = numbers.find((number) => !fits(wanted, number));
    if (wrong === undefined) continue;
    return `${JSON.stringify(wrong)} does not fit "${spec.name}" of ${call.name}: ${wanted.name} is a whole number ${rangeText(wanted)}`;
  }
  return null;
}
