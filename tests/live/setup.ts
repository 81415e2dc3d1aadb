/** Builds what the live tests run beside themselves: the command line with its worker, and the programs of this folder. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

export default async function setup(): Promise<void> {
  if (!existsSync('out/main/cli.js') || !existsSync('out/main/live-worker.js')) throw new Error('Build first: npm run build');
  const { bundleLive } = await import(pathToFileURL(resolve('scripts/lib/live.mjs')).href) as { bundleLive: () => Promise<void> };
  await bundleLive();
}
