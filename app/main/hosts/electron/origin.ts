/** The page's origin. Only this app uses the scheme, so the page shares its origin with nothing else. */
export const SCHEME = 'handoff-app';
export const PAGE_HOST = 'inspector';
export const PAGE_ORIGIN = `${SCHEME}://${PAGE_HOST}`;
export const PAGE_URL = `${PAGE_ORIGIN}/`;
