/** Markdown files of the repository, their links and their commands. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const SKIPPED = new Set(['node_modules', 'out', 'dist', 'test-results', '.git', '.cache']);

/** Paths of all Markdown files, from the root. */
export function markdownFiles(folder = '.'): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : markdownFiles(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');

/** Targets of links and pictures, outside code. */
export function linksOf(file: string): string[] {
  return [...withoutCode(readFileSync(file, 'utf8')).matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map(([, target]) => target!);
}

/** What is wrong with a link, or null. External ones are read, not followed. */
export function linkFault(file: string, target: string): string | null {
  if (/^[a-z]+:/i.test(target))
    return /^https:\/\/[\w.-]+\.[a-z]+(:\d+)?(\/\S*)?$/i.test(target) ? null : `${file}: ${target} is no https address`;
  const [path, anchor] = target.split('#', 2) as [string, string | undefined];
  const full = path === '' ? file : join(dirname(file), path);
  if (!existsSync(full)) return `${file}: ${target} leads nowhere`;
  if (relative('.', full).startsWith('..')) return `${file}: ${target} leads out of the repository`;
  if (anchor !== undefined && statSync(full).isFile() && full.endsWith('.md') && !anchorsOf(full).has(anchor))
    return `${file}: ${target}: there is no such heading`;
  return null;
}

function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(file, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/^#+\s+(.+)$/gm);
  return new Set([...headings].map(([, title]) => title!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(/\s/g,
    '-')));
}

export interface Command { file: string; line: string; runs: boolean }

/** Lines of shell blocks, and inline code, that call us. A block marked ```sh run is executed by a test. */
export function commandsOf(file: string): Command[] {
  const text = readFileSync(file, 'utf8');
  const blocks = [...text.matchAll(/^```(?:sh|console)( run)?\n([\s\S]*?)^```/gm)]
    .flatMap(([, mark, body]) => body!.split('\n').map((line) => ({ line: line.replace(/\s+#.*$/, ''), runs: mark !== undefined })));
  const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(([, code]) =>
    ({ line: code!.split(/ (?:\\?\||&&) /)[0]!, runs: false }));
  return [...blocks, ...inline]
    .map(({ line, runs }) => ({ file, line: line.trim().replace(/^(node out\/main\/cli\.js|npm run -s handoff --) /, 'handoff '), runs }))
    .filter(({ line }) => /^(handoff [a-z-]|npm run )/.test(line));
}
