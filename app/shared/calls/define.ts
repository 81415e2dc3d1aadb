/** How a family of calls is described. */
import type { CallDefinition, Platform } from './types.ts';

export type Defined<P extends Platform, D> = {
  readonly [N in keyof D & string]: D[N] & { readonly name: N; readonly platform: P; readonly doc: string };
};

/** Defines the calls of one platform by name; `page` returns the address of each call's documentation. Types stay literal. */
export function defineCalls<const P extends Platform, const D extends Readonly<Record<string, CallDefinition>>>(
  platform: P, page: (name: string) => string, calls: D,
): Defined<P, D> {
  const defined = Object.entries<CallDefinition>(calls).map(([name, call]) => [name, { name, platform, doc: page(name), ...call }]);
  return Object.fromEntries(defined) as Defined<P, D>;
}

/** Pages of the man-pages project, section 2. */
export const manPage = (name: string): string => `https://man7.org/linux/man-pages/man2/${name}.2.html`;

/** Pages of Microsoft Learn, under the header that declares the call. */
export const learnPage = (header: string) => (name: string): string =>
  `https://learn.microsoft.com/windows/win32/api/${header}/nf-${header}-${name.toLowerCase()}`;
