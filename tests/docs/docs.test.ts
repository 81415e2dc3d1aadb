import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TOPICS } from '../../app/main/hosts/cli/help.ts';
import { Library } from '../../app/main/services/library/library.ts';
import { OUT } from '../support/providers.ts';
import { commandsOf, linkFault, linksOf, markdownFiles } from './markdown.ts';

const files = markdownFiles();
const commands = files.flatMap(commandsOf);
const scripts = (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts;

describe('links', () => {
  it('within the repository lead somewhere, headings included; others are https addresses', () => {
    expect(files.flatMap((file) => linksOf(file).map((target) => linkFault(file, target))).filter((fault) => fault !== null)).toEqual([]);
  });

  it('of the library\'s cases are https addresses', async () => {
    const entries = await new Library('assets').list();
    expect(entries.filter((e) => e.case && linkFault('library', e.case.url) !== null)).toEqual([]);
  });

  it('reach every page of docs from its contents', () => {
    const linked = new Set(linksOf('docs/README.md').map((target) => join('docs', target.split('#')[0]!)));
    const pages = files.filter((file) => file.startsWith('docs/') && file !== 'docs/README.md' && !file.startsWith('docs/rules/')
      && !file.startsWith('docs/clients/'));
    expect(pages.filter((page) => !linked.has(page))).toEqual([]);
  });
});

describe('commands that the docs show', () => {
  it('exist, with the options that they show', () => {
    const faults = commands.flatMap(({ file, line }) => {
      if (line.startsWith('npm run ')) {
        const script = line.replace(/^npm run (-s )?/, '').split(' ')[0]!;
        return script in scripts ? [] : [`${file}: ${line}: there is no script ${script}`];
      }
      if (!line.startsWith('handoff ')) return [];
      // What follows "--" is the command of another program.
      const [, command, ...args] = line.replace(/ -- .*/, '').split(/\s+/);
      if (command === 'help' || command === '--version') return [];
      const topic = TOPICS[command!];
      if (!topic) return [`${file}: ${line}: there is no command ${command}`];
      return args.filter((arg) => /^--[a-z]/.test(arg) && !`${topic.usage} ${topic.text}`.includes(arg.split('=')[0]!))
        .map((arg) => `${file}: ${line}: ${command} has no ${arg}`);
    });
    expect(faults).toEqual([]);
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each([...new Map(commands.filter(({ runs, line }) => runs && line.startsWith('handoff ')).map((c) => [c.line, c])).values()])('$line',
    ({ line }) => {
      const [, ...args] = line.split(/\s+/);
      // A machine can have hundreds of thousands of sockets.
      const { status, stderr } = spawnSync(process.execPath, [join(OUT, 'cli.js'), ...args],
        { encoding: 'utf8', timeout: 50_000, maxBuffer: 256 * 1024 * 1024 });
      expect(stderr).toBe('');
      expect(status).toBe(0);
    });

  it('name scenarios that exist', () => {
    const named = commands.flatMap(({ file, line }) => [...line.matchAll(/\b(winsock|linux)\/[a-z0-9-]+/g)].map(([id]) => ({ file, id })));
    expect(named.filter(({ id }) => !existsSync(`assets/scenarios/${id}.json`) && !existsSync(`docs/${id}`))).toEqual([]);
  });
});
