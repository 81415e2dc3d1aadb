/** Platforms as traces name them: "model", "linux", "windows", or a Wine with its version, "wine-10.0". */

/** Major and minor version of Wine: "10.0". */
export type WineVersion = `${number}.${number}`;

/** Versions of Wine that behave alike. */
export interface WineRange {
  /** The first version it was seen on. */
  from: WineVersion;
  /** The first version it was no longer seen on; null if it was seen on every later version that was tried. */
  until: WineVersion | null;
}

/** The versions that the conformance cases have run on, in order. */
export const WINES_TRIED: readonly WineVersion[] = ['8.0', '10.0'];
const OLDEST = WINES_TRIED[0]!;
const NEWEST = WINES_TRIED.at(-1)!;

/** Returns the version in the name of a platform, or null if it is not Wine. Older traces name Wine 8.0 "wine-8". */
export function wineVersion(platform: string): WineVersion | null {
  const [, major, minor = '0'] = /^wine-(\d+)(?:\.(\d+))?/.exec(platform) ?? [];
  return major === undefined ? null : `${Number(major)}.${Number(minor)}`;
}

/** The platform's name for a Wine: "wine-10.0". */
export const winePlatform = (version: WineVersion): string => `wine-${version}`;

/** Below 0 if `one` is older than `other`, above 0 if it is newer. */
export function compareVersions(one: WineVersion, other: WineVersion): number {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number) as [number, number]);
  return a![0] - b![0] || a![1] - b![1];
}

/**
 * Whether a range includes a version. A version outside those tried counts as the nearest one that was tried: what the next
 * Wine changes is unknown until it is tried.
 */
export function inRange({ from, until }: WineRange, version: WineVersion): boolean {
  const as = compareVersions(version, NEWEST) > 0 ? NEWEST : compareVersions(version, OLDEST) < 0 ? OLDEST : version;
  return compareVersions(as, from) >= 0 && (until === null || compareVersions(as, until) < 0);
}

/** "Wine 8.0 and later", or "Wine 8.0, no longer 10.0". */
export const rangeText = ({ from, until }: WineRange): string =>
  (until === null ? `Wine ${from} and later` : `Wine ${from}, no longer ${until}`);

/** Returns one sentence about a Wine that was never tried: whose known differences apply. Null for every other platform. */
export function untriedWine(platform: string): string | null {
  const version = wineVersion(platform);
  if (version === null || WINES_TRIED.includes(version)) return null;
  const tried = `the conformance cases ran on Wine ${WINES_TRIED.join(' and ')}`;
  if (compareVersions(version, NEWEST) > 0)
    return `Wine ${version} is newer than any that was tried (${tried}): the known differences of Wine ${NEWEST} are used.`;
  if (compareVersions(version, OLDEST) < 0)
    return `Wine ${version} is older than any that was tried (${tried}): the known differences of Wine ${OLDEST} are used.`;
  return `Wine ${version} was not tried (${tried}): known differences that ended between them are still used.`;
}
