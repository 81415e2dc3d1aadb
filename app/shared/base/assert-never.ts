/** Ends an exhaustive switch: a new variant becomes a type error here, and a bug report at run time. */
export function assertNever(value: never, what: string): never {
  throw new Error(`Unhandled ${what}: ${JSON.stringify(value)}`);
}
