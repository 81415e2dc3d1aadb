// The bars of speed: brings dependencies and build up to date, bundles tests/bench, and runs it.
// Words choose topics (rules, seek, handoff); --json adds a last line for programs; exit 1 when a bar is missed.
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { at, root, say } from './lib/paths.mjs';
import { runAttached } from './lib/run.mjs';

try {
  await ensureDependencies();
  await ensureBuild();
  // Only now is it sure to be installed.
  const { build } = await import('vite');
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true, outDir: at('out', 'bench'), emptyOutDir: true, target: 'node20', minify: false, sourcemap: true,
      rollupOptions: {
        input: { bench: at('tests/bench/entry.ts'), bare: at('tests/bench/bare.ts') },
        external: ['koffi', 'ws', 'zod'],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  });
} catch (error) {
  say(error.message);
  process.exit(1);
}
process.exitCode = await runAttached(process.execPath, ['--expose-gc', at('out', 'bench', 'bench.js'), ...process.argv.slice(2)]);
