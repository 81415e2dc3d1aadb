/** The programs as one zip, with a note on how to build and run them. */
import { strToU8, zipSync } from 'fflate';
import { fileNameOf } from '../../shared/scenario/edit/text.ts';
import { saveBytes } from '../browser/download.ts';
import type { Code } from '../../shared/codegen/index.ts';
import { strings } from './strings.ts';

export function saveZip(title: string, code: Code): void {
  const name = fileNameOf(title);
  const note = strings.readme(title, code.build, code.run);
  const files = Object.fromEntries([...code.files.map((f) => [f.name, f.text] as const),
    ['README.txt', note] as const].map(([file, text]) => [`${name}/${file}`, strToU8(text)]));
  void saveBytes(`${name}-c.zip`, zipSync(files), 'application/zip');
}
