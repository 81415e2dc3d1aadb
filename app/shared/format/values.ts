/** Formats values for users. */
import { readable } from '../domain/bytes.ts';
import type { Rules } from '../domain/entities.ts';
import type { ArgSpec } from '../calls/types.ts';

/** SOCKETs and HANDLEs in hexadecimal, Linux descriptors in decimal. */
export function numberValue(rules: Rules, number: number): string {
  return rules === 'winsock' ? `0x${number.toString(16).toUpperCase()}` : String(number);
}

/** Bytes as quoted text, shortened to fit. */
export function quoted(byteString: string, room = 40): string {
  const text = readable(byteString);
  return text.length > room ? `"${text.slice(0, room - 1)}…"` : `"${text}"`;
}

/** Formats one argument or result by its catalogue entry. */
export function valueText(rules: Rules, value: unknown, kind: ArgSpec['type']['kind'] | undefined): string {
  if (value === null || value === undefined) return 'none';
  if (typeof value === 'number')
    return kind === 'descriptor' || kind === 'event' || kind === 'handle' ? numberValue(rules, value) : String(value);
  if (typeof value === 'string') return kind === 'data' ? quoted(value) : value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    const inner = kind === 'descriptors' ? 'descriptor' : kind === 'events' ? 'event' : undefined;
    if (value.length === 0) return 'none';
    return value.map((item: unknown) => valueText(rules, item, inner)).join(kind === 'flags' ? ' | ' : ', ');
  }
  if (typeof value === 'object' && 'onoff' in value && 'linger' in value) return `on/off ${String(value.onoff)}, ${String(value.linger)} s`;
  return JSON.stringify(value);
}

export function durationText(micros: number | null): string {
  // No real call takes 0; the model, which performs nothing, reports 0.
  if (micros === null || micros === 0) return '';
  if (micros < 1000) return `${Math.round(micros)} µs`;
  if (micros < 1_000_000) return `${(micros / 1000).toFixed(micros < 10_000 ? 1 : 0)} ms`;
  return `${(micros / 1_000_000).toFixed(1)} s`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

