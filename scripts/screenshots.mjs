// Screenshots of the window as a user of the served page sees it: every view, four sizes, light and dark.
//   npm run screenshots -- FOLDER [VIEW …]   all of them into FOLDER, or those of some views
//   npm run screenshots -- --docs            those that the documentation shows, into docs/images
// Real calls if the machine has them, else the model; the picture shows which.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuild, ensureDependencies } from './lib/ensure.mjs';
import { at, say } from './lib/paths.mjs';
import { VIEWS } from './lib/screenshot-views.mjs';
import { servedWindow } from './lib/served-window.mjs';

// The last is 1280x800 at 200 % zoom.
const SIZES = [{ width: 1280, height: 800 }, { width: 1920, height: 1080 }, { width: 900, height: 700 }, { width: 640, height: 400 }];
const SCHEMES = /** @type {const} */ (['light', 'dark']);
/** Maps each file name in docs/images to its screenshot. */
const DOCS = {
  'mid-handoff-light.png': 'graph-1280-light', 'second-registration-dark.png': 'why-1280-dark', 'why-light.png': 'why-socket-1280-light',
  'sequence-light.png': 'sequence-1280-light',
  'console-dark.png': 'completion-1280-dark', 'presenter-light.png': 'presenter-1280-light', 'live-light.png': 'live-port-1280-light',
};

/** @param {string} name */
const fileOf = (name) => (docs ? Object.keys(DOCS).find((key) => DOCS[key] === name) : `${name}.png`);

const words = process.argv.slice(2);
const docs = words.includes('--docs');
const [folder, ...only] = docs ? [at('docs', 'images')] : words.filter((word) => !word.startsWith('--'));
if (folder === undefined) {
  say('Where to? npm run screenshots -- FOLDER, or -- --docs for the pictures of the documentation.');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
await ensureDependencies();
await ensureBuild();

const window = await servedWindow();
try {
  for (const view of VIEWS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    // A page for each size: panels laid out for one size keep their widths in the other.
    for (const size of SIZES) {
      const wanted = SCHEMES.map((scheme) => ({ scheme, file: fileOf(`${view.name}-${size.width}-${scheme}`) }))
        .filter(({ file }) => file !== undefined);
      if (wanted.length === 0) continue;
      const page = await window.page(size);
      await view.show(page);
      for (const { scheme, file } of wanted) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        // Layout follows a change of size one frame later.
        await page.evaluate(() =>
          new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))); }));
        await page.screenshot({ path: join(folder, file), animations: 'disabled' });
        say(file);
      }
      await page.close();
    }
  }
} finally {
  await window.stop();
}
