/** Data too long to write out: `{ "text": "x", "times": 65536 }`. */
import { toByteString } from '../domain/bytes.ts';
import { SCENARIO } from '../base/limits.ts';

export interface Repeated { readonly text: string; readonly times: number }

/** Whether a value is such data, of at least one byte and no more than an argument can have. */
export function isRepeated(value: unknown): value is Repeated {
  const { text, times, ...more } = (value ?? {}) as Partial<Repeated>;
  return typeof text === 'string' && Number.isInteger(times) && times! > 0 && Object.keys(more).length === 0
    && text !== '' && text.length * times! <= SCENARIO.valueCharacters;
}

/** The bytes themselves. */
export const repeated = ({ text, times }: Repeated): string => toByteString(text).repeat(times);
