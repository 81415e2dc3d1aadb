/** Finds unix sockets by a path as the user types it: relative, or another path to the same file. */
import { realpathSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { attempt } from '../../../shared/base/attempt.ts';
import { nameOf } from '../../../shared/live/address.ts';
import type { Capture } from '../../../shared/live/capture.ts';
import { kindNumber } from '../../../shared/live/kinds.ts';
import { whoRows } from '../../../shared/live/who.ts';

/** The kernel keeps a path as the program wrote it; if none is equal, returns the rows whose path leads to the same file. */
export function pathRows(c: Capture, text: string): number[] {
  if (text.startsWith('@')) return whoRows(c, { kind: 'path', path: text });
  const path = resolve(text);
  const found = whoRows(c, { kind: 'path', path });
  const real = realPath(path);
  if (found.length > 0 || real === null) return found;
  const names = new Set<string>();
  const unix = kindNumber('unix');
  for (let s = 0; s < c.sockets.length; s++) {
    if (c.sockets.kind[s] !== unix || c.sockets.nameLength[s] === 0) continue;
    const name = nameOf(c, s);
    if (name.startsWith('/') && basename(name) === basename(real)) names.add(name);
  }
  return [...names].filter((name) => realPath(name) === real).flatMap((name) => whoRows(c, { kind: 'path', path: name }));
}

function realPath(path: string): string | null {
  return attempt(() => realpathSync(path), null);
}
