// The page of exported traces: a second build of the renderer as one HTML file, with everything inside. It is a
// template: the exporter puts a trace where `<!--trace-->` is. The program is compressed: a small script unpacks it and adds it as an
// inline script. Scripts, the unpacked one included, and styles are allowed by their hashes.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { build } from 'vite';

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

const UNPACK = `const packed = Uint8Array.from(atob(document.getElementById('program').textContent), (c) => c.charCodeAt(0));
const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
const script = document.createElement('script');
script.type = 'module';
script.textContent = await new Response(unpacked).text();
document.body.append(script);`;

/** A plugin of the renderer's build: after it, `outDir/replay.html` is made from `root`/replay.html and `entry`. */
export function replayPage({ root, entry, outDir }) {
  return {
    name: 'replay-page',
    apply: 'build',
    async closeBundle() {
      const { script, style } = await bundle(root, entry);
      const policy = [
        "default-src 'none'", `script-src ${hash(UNPACK)} ${hash(script)}`,
        `style-src ${hash(style)}`, 'img-src data: blob:', 'font-src data:',
        "base-uri 'none'", "form-action 'none'",
      ].join('; ');
      const parts = {
        policy: `<meta http-equiv="Content-Security-Policy" content="${policy}" />`, style: `<style>${style}</style>`,
        script: `<script type="application/gzip" id="program">${gzipSync(script, { level: 9 }).toString('base64')}</script>\n`
          + `    <script type="module">${UNPACK}</script>`,
      };
      let page = await readFile(join(root, 'replay.html'), 'utf8');
      // A function, because `$&` in a script is no pattern.
      for (const [name, text] of Object.entries(parts)) page = page.replace(`<!--${name}-->`, () => text);
      await mkdir(outDir, { recursive: true });
      await writeFile(join(outDir, 'replay.html'), page);
    },
  };
}

async function bundle(root, entry) {
  const made = await build({
    root, configFile: false, logLevel: 'error', plugins: [react({ jsxImportSource: '#visible-jsx' })], mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false, minify: true, cssCodeSplit: false, assetsInlineLimit: 10_000_000, modulePreload: false,
      rollupOptions: { input: entry, output: { format: 'es', codeSplitting: false } },
    },
  });
  const output = [made].flat().flatMap((one) => one.output);
  const scripts = output.filter((item) => item.type === 'chunk');
  const styles = output.filter((item) => item.type === 'asset' && item.fileName.endsWith('.css'));
  if (scripts.length !== 1 || styles.length !== 1) {
    throw new Error(`The replay page must be one script and one style, not ${output.map((item) => item.fileName).join(', ')}`);
  }
  return {
    script: scripts[0].code,
    style: String(styles[0].source).replaceAll('</style', String.raw`<\/style`),
  };
}
