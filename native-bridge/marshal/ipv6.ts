/** IPv6 addresses as their eight numbers, and the shortest text. */

// The URL parser is the runtime's IPv6 canonicaliser.
export const shortestIpv6 = (address: string): string => new URL(`http://[${address}]`).hostname.slice(1, -1);

/** The eight 16-bit groups of a valid address. */
export function ipv6Groups(address: string): number[] {
  const [head = '', tail = ''] = shortestIpv6(address).split('::');
  const parse = (part: string) => part.split(':').filter(Boolean).map((group) => Number.parseInt(group, 16));
  const [first, last] = [parse(head), parse(tail)];
  return [...first, ...Array.from({ length: 8 - first.length - last.length }, () => 0), ...last];
}
