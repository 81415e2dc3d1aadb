/** Short forms for describing arguments; used by the catalogue only. */
import type { ArgSpec, ArgType, HandleKind } from './types.ts';

const spec = (type: ArgType) => (name: string, help: string): ArgSpec => ({ name, type, help });

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
export const handle = (name: string, help: string, of: HandleKind): ArgSpec => ({ name, type: { kind: 'handle', of }, help });
export const integer = (name: string, help: string, min: number, max: number): ArgSpec =>
  ({ name, type: { kind: 'integer', min, max }, help });
export const choice = (name: string, help: string, set: Readonly<Record<string, number>>): ArgSpec =>
  ({ name, type: { kind: 'choice', set }, help });
export const flags = (name: string, help: string, set: Readonly<Record<string, number>>): ArgSpec =>
  ({ name, type: { kind: 'flags', set }, help });
export const optional = (arg: ArgSpec): ArgSpec => ({ ...arg, optional: true });
