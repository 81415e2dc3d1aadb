/** Look-ups by what comes from outside: "constructor" and "__proto__" are in every object, and in none of our tables. */

/** What a record itself has under a name; undefined for anything that it only inherits. */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
