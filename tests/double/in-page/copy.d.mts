export interface Special {
  giveFunction(fn: unknown): number;
  givePromise(promise: unknown): number;
  takeFunction(id: number): unknown;
  takePromise(id: number): unknown;
}
export function encode(value: unknown, special?: Special, depth?: number): [string, unknown];
export function decode(tree: readonly [string, unknown], special?: Special): unknown;
