/** The programs as one zip, with a note on how to build and run them. */
import { strToU8, zipSync } from 'fflate';
import type { Code } from '../../shared/codegen/index.ts';

export function saveZip(title: string, code: Code): void {
  const name = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const note = `${title}\n\nBuild:\n${code.build.map((line) => `  ${line}\n`).join('')}\nRun:\n  ${code.run}\n`;
  const files = Object.fromEntries([...code.files.map((f) => [f.name, f.text] as const), ['README.txt', note] as const].map(([file, text]) => [`${name}/${file}`, strToU8(text)]));
  const url = URL.createObjectURL(new Blob([zipSync(files)], { type: 'application/zip' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}-c.zip`;
  link.click();
  URL.revokeObjectURL(url);
}
