import type { Plugin } from 'vite';

export interface ReplayPagePaths {
  /** Folder with replay.html. */
  root: string;
  entry: string;
  outDir: string;
}

export function replayPage(paths: ReplayPagePaths): Plugin;
