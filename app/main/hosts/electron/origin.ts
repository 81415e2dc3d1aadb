/** Where our page lives. The scheme is ours alone, so that the page shares an origin with nothing else. */
export const SCHEME = 'handoff-app';
export const PAGE_HOST = 'inspector';
export const PAGE_ORIGIN = `${SCHEME}://${PAGE_HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;
