import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { replayPage } from './scripts/lib/replay-page.mjs';

const at = (path: string) => resolve(import.meta.dirname, path);

// Node spends about a millisecond per file: what "handoff who" needs is in few files. A group takes the imports of its modules along,
// so those that other programs need too come first.
const GROUPS = [
  { name: 'base', test: /app.shared.(base|calls.(errors|constants))|main.services.(errors|external-process.place|.*.why\.)/, priority: 3 },
  { name: 'native', test: /linux.(bindings|live.(calls|bytes|machine|bpf.(available|btf|collect|load|program)))\./, priority: 2 },
  { name: 'terminal', test: /main.hosts.cli.(args|compile-cache|output|paths|signals|style|tier)\./, priority: 2 },
  { name: 'live', test: /main.services.live.scanner|shared.live.who|main.hosts.cli.live-text/, priority: 1 },
];

// Everything that runs in Node is one bundle folder, so that a host finds the peer program beside itself.
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node20',
      sourcemap: true,
      externalizeDeps: true,
      rollupOptions: {
        input: {
          electron: at('app/main/hosts/electron/entry.ts'),
          cli: at('app/main/hosts/cli/entry.ts'),
          peer: at('native-bridge/peer/peer-main.ts'),
          'bridge-host': at('native-bridge/host/bridge-host-main.ts'),
          'live-handles': at('native-bridge/winsock/live/worker-entry.ts'),
          'live-worker': at('native-bridge/linux/live/worker-entry.ts'),
          'ptrace-recorder': at('native-bridge/linux/ptrace/entry.ts'),
          'winsock-recorder': at('native-bridge/recorder/entry.ts'),
          'bpf-recorder': at('native-bridge/linux/bpf/entry.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js', codeSplitting: { groups: GROUPS } },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      externalizeDeps: { exclude: ['zod'] },
      rollupOptions: {
        input: { preload: at('app/main/hosts/electron/preload.ts') },
        // A sandboxed preload is loaded as CommonJS.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'app/renderer',
    plugins: [
      react({ jsxImportSource: '#visible-jsx' }),
      replayPage({ root: at('app/renderer'), entry: at('app/renderer/replay/replay.tsx'), outDir: at('out/renderer-replay') }),
    ],
    build: {
      outDir: at('out/renderer'),
      minify: true,
      // The page's CSP forbids inline data for scripts and fonts alike.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // One page, one bundle: it is served from this machine.
      chunkSizeWarningLimit: 800,
      rollupOptions: { input: at('app/renderer/index.html') },
    },
  },
});
