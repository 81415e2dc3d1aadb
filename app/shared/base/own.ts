/** Look-ups with untrusted keys: every object inherits "constructor" and "__proto__", but no table of ours defines them. */

/** Returns the own property of a record, or undefined if the name is missing or only inherited. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
