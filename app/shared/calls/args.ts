/** Helpers that describe arguments, used only by the catalogue. They keep the argument's name as a literal type. */
import type { ArgSpec, ArgType, HandleKind } from './types.ts';

type Numbers = Readonly<Record<string, number>>;

const spec = <T extends ArgType>(type: T) => <const N extends string>(name: N, help: string): ArgSpec<N, T> => ({ name, type, help });

export const descriptor = spec({ kind: 'descriptor' });
export const farDescriptor = spec({ kind: 'far-descriptor' });
export const descriptors = spec({ kind: 'descriptors' });
export const event = spec({ kind: 'event' });
export const events = spec({ kind: 'events' });
export const pid = spec({ kind: 'pid' });
export const processName = spec({ kind: 'process' });
export const blob = spec({ kind: 'blob' });
export const address = spec({ kind: 'address' });
export const data = spec({ kind: 'data' });
export const boolean = spec({ kind: 'boolean' });
export const optionValue = spec({ kind: 'option-value' });
export const handle = <const N extends string>(name: N, help: string, of: HandleKind) => spec({ kind: 'handle', of })(name, help);
export const integer = <const N extends string>(name: N, help: string, min: number,
  max: number) => spec({ kind: 'integer', min, max })(name, help);
export const choice = <const N extends string>(name: N, help: string, set: Numbers) => spec({ kind: 'choice', set })(name, help);
/** A choice that also takes any int. */
export const openChoice = <const N extends string>(name: N, help: string, set: Numbers) =>
  spec({ kind: 'choice', set, numbers: true })(name, help);
export const flags = <const N extends string>(name: N, help: string, set: Numbers) => spec({ kind: 'flags', set })(name, help);
export const optional = <const N extends string, T extends ArgType>(arg: ArgSpec<N, T>): ArgSpec<N, T> => ({ ...arg, optional: true });

/** An argument that the rules do not cover: with it they have no opinion on the call. */
export const unmodelled = <const N extends string, T extends ArgType>(arg: ArgSpec<N, T>): ArgSpec<N, T> =>
  ({ ...arg, optional: true, unmodelled: true });

/** Buffer size of a call that receives. */
export const length = integer('length', 'Buffer size in bytes', 0, 65_536);
/** What a call sends. */
export const text = data('data', 'Text to send, as UTF-8');
/** How long a process pauses. */
export const pauseTime = integer('timeout', 'Milliseconds', 0, 10_000);
/** Longest wait of a call in milliseconds. */
export const timeout = integer('timeout', 'Milliseconds', 0, 60_000);
