/** Changes valid things in the ways in which things come broken, by a seeded generator: the same seed, the same inputs. */

export type Random = () => number;

/** mulberry32: numbers from 0 to below 1. */
export function randomFrom(seed: number): Random {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const below = (random: Random, n: number): number => Math.floor(random() * n);

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 === 0 ? [value] : { a: value };
  return value;
};

/** Values that no field expects. Made anew each time: some are large. */
const ODD: readonly (() => unknown)[] = [
  () => null, () => undefined, () => true, () => 0, () => -0, () => -1, () => 1e308, () => Number.NaN, () => 2 ** 53, () => 4294967296,
  () => 0.1,
  () => '', () => ' ', () => '$', () => '$main', () => '__proto__', () => 'constructor', () => '\u0000', () => '\uD800',
  () => 'x'.repeat(70_000),
  () => '../../etc/passwd', () => '127.0.0.1:0', () => '@', () => [], () => [[]], () => ({}), () => deep(400),
  () => Array.from({ length: 3000 }, (_, i) => i),
  () => ({ toString: 1, valueOf: 2 }), () => JSON.parse('{"__proto__": {"polluted": true}}') as unknown, () => ({ length: 1e9 }),
];

/** A deep copy with one to four places changed: replaced, removed, doubled, renamed, swapped. */
export function mutateValue(random: Random, value: unknown): unknown {
  const root = { root: structuredClone(value) };
  for (let n = 1 + below(random, 4); n > 0; n--) {
    const places: [Record<string, unknown>, string][] = [];
    collect(root, places, 0);
    if (places.length === 0) break;
    const [holder, key] = pick(random, places);
    switch (below(random, 6)) {
      case 0: case 1: holder[key] = pick(random, ODD)(); break;
      case 2: delete holder[key]; break;
      case 3: holder[`${key}${pick(random, ['', '_', 's', '\u200b'])}`] = holder[key]; holder['extra'] = 1; break;
      case 4: { const [other, name] = pick(random, places);
        holder[key] = other === holder ? holder[name] : structuredCloneSafely(other[name]); break; }
      default: if (Array.isArray(holder[key])) (holder[key] as unknown[]).push(...structuredCloneSafely(holder[key]) as unknown[]);
        else holder[key] = [holder[key]];
    }
  }
  return root.root;
}

function collect(value: unknown, places: [Record<string, unknown>, string][], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > 8 || places.length > 4000) return;
  for (const key of Object.keys(value).slice(0, 200)) {
    places.push([value as Record<string, unknown>, key]);
    collect((value as Record<string, unknown>)[key], places, depth + 1);
  }
}

function structuredCloneSafely(value: unknown): unknown {
  return value === undefined ? null : structuredClone(value);
}

const SCRAPS = ['{', '}', '[', ']', '"', ':', ',', '\\', '\n', '\0', 'null', '1e999', '-', '\uFEFF', '"__proto__":', '0x', '\uD83D', '/*',
  'true', '{"n":', '"format"'];

/** Text with pieces lost, doubled, put in or taken from another. */
export function mutateText(random: Random, text: string, other: string): string {
  let changed = text;
  for (let n = 1 + below(random, 4); n > 0; n--) {
    const at = below(random, changed.length + 1);
    const length = below(random, Math.min(200, changed.length - at + 1));
    switch (below(random, 6)) {
      case 0: changed = changed.slice(0, at) + changed.slice(at + length); break;
      case 1: changed = changed.slice(0, at) + pick(random, SCRAPS) + changed.slice(at); break;
      case 2: changed = changed.slice(0, at) + changed.slice(at, at + length) + changed.slice(at); break;
      case 3: changed = changed.slice(0, at); break;
      case 4: { const from = below(random, other.length + 1);
        changed = changed.slice(0, at) + other.slice(from, from + 300) + changed.slice(at); break; }
      default: changed = changed.slice(0, at) + String.fromCharCode(below(random, 0x250)) + changed.slice(at + 1);
    }
  }
  return changed.slice(0, 200_000);
}

/** Bytes flipped, lost, added or cut off. */
export function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array {
  let changed = Uint8Array.from(bytes);
  for (let n = 1 + below(random, 6); n > 0; n--) {
    const at = below(random, changed.length + 1);
    switch (below(random, 4)) {
      case 0: if (at < changed.length) changed[at] = below(random, 256); break;
      case 1: changed = changed.slice(0, at); break;
      case 2: changed = Uint8Array.from([...changed, ...Array.from({ length: below(random, 40) }, () => below(random, 256))]); break;
      default: changed = Uint8Array.from([...changed.slice(0, at), ...changed.slice(at + 1 + below(random, 8))]);
    }
  }
  return changed;
}
