import { at, root } from './paths.mjs';

/**
 * Bundles programs of the tests into out/<folder>, as the product's own Node programs are.
 * @param {string} folder @param {Record<string, string>} input names and entry files, from the root
 */
export async function bundle(folder, input) {
  // Only now is it sure to be installed.
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true, outDir: at('out', folder), emptyOutDir: true, target: 'node20', minify: false, sourcemap: true,
      rollupOptions: {
        input: Object.fromEntries(Object.entries(input).map(([name, path]) => [name, at(path)])),
        external: ['koffi', 'ws', 'zod', 'fast-check'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
}
