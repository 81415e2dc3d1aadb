/** The files of the built page: which can be read, and their content type. Shared by the hosts that serve it. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { PAGE_HEADERS } from './csp.ts';
import { own } from '../../shared/base/own.ts';

export interface PageFile {
  body: Buffer;
  headers: Record<string, string>;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/**
 * Reads one file of the page. Null for everything else: other paths, other kinds of file,
 * folders, links that lead outside. `pathname` is the path of a URL, still encoded.
 */
export async function readPageFile(rendererDir: string, pathname: string): Promise<PageFile | null> {
  const relative = relativePath(pathname);
  if (relative === null) return null;
  const type = own(CONTENT_TYPES, extname(relative).toLowerCase());
  if (type === undefined) return null;
  try {
    const root = await realpath(rendererDir);
    const path = await realpath(join(root, relative));
    // A link inside the folder could still lead outside.
    if (!path.startsWith(root + sep) || !(await stat(path)).isFile()) return null;
    const body = await readFile(path);
    return { body, headers: { ...PAGE_HEADERS, 'content-type': type, 'cache-control': cachingOf(relative) } };
  } catch {
    return null;
  }
}

/** The path below the folder, or null if the URL's path is not a plain chain of names. */
function relativePath(pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (!decoded.startsWith('/')) return null;
  const names = decoded.slice(1).split('/');
  if (names.length === 1 && names[0] === '') return 'index.html';
  // Names only: no "..", no drive or stream of Windows, no hidden file, no encoded separator.
  return names.every((name) => /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(name)) ? names.join('/') : null;
}

/** Built assets have a hash in their name and can be cached; the page that names them must always be revalidated. */
function cachingOf(relative: string): string {
  return relative.startsWith('assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
}
