/** An SVG as PNG, rendered by resvg at twice the figure's size, so that it is sharp on paper and dense screens. */
import { Unavailable } from '../errors/unavailable.ts';
import { withFonts } from './fonts.ts';

const SCALE = 2;

/**
 * `remark` says if system typefaces replace the bundled ones, which were not found.
 * @throws Unavailable if resvg has no binary for this platform.
 */
export async function pngOf(svg: string, outDir: string): Promise<{ png: Uint8Array; remark: string | null }> {
  // Loaded on demand: its binary depends on the platform, and nothing else may depend on it.
  const { Resvg } = await import('@resvg/resvg-js').catch((error: Error) => {
    throw new Unavailable(`Cannot draw a PNG on this machine (${error.message}). Export SVG instead.`);
  });
  return withFonts(outDir, (files) => {
    const missing = files.length === 0;
    const drawn = new Resvg(missing ? svg : forResvg(svg), {
      fitTo: { mode: 'zoom', value: SCALE },
      font: { fontFiles: [...files], loadSystemFonts: missing, ...(missing ? {} : { defaultFontFamily: 'Inter' }) },
    }).render();
    return { png: drawn.asPng(), remark: missing ? 'Bundled fonts not found; system fonts used.' : null };
  });
}

/**
 * The typefaces by the names in their files. resvg draws a variable one at its regular weight only; an outline
 * replaces the bold weight.
 */
function forResvg(svg: string): string {
  return svg.replace(/font-family="'(Inter|JetBrains Mono) Variable'[^"]*"/g, 'font-family="$1"')
    .replace(/font-weight="600"([^>]*?) fill="([^"]+)"/g, '$& stroke="$2" stroke-width="0.4"');
}
