/** The window's text is in one catalogue per view, in plain English. */
// oxlint-disable-next-line no-restricted-imports -- the test reads the sources of the page and is no part of it
import { readFileSync, readdirSync } from 'node:fs';
// oxlint-disable-next-line no-restricted-imports
import { pathToFileURL } from 'node:url';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

interface Node {
  type: string;
  [field: string]: unknown;
}

const folder = import.meta.dirname;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/')).sort();
const catalogues = files.filter((file) => /[/-]strings\.ts$/.test(file));
const code = files.filter((file) => /\.tsx?$/.test(file) && !/(^|[/-])strings\.ts$|\.(test|fixture)\.ts$/.test(file));
const roots = new Map<string, unknown>();

/** The parsed file; parsed once for all tests. */
function rootOf(file: string): unknown {
  const known = roots.get(file);
  const root = known ?? parseSync(file, readFileSync(`${folder}/${file}`, 'utf8')).program;
  roots.set(file, root);
  return root;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** The node and all below it, without imports: their paths are no text. */
function* nodesIn(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const item of value as unknown[]) yield* nodesIn(item);
  if (!isNode(value) || value.type === 'ImportDeclaration') return;
  yield value;
  for (const field of Object.values(value)) yield* nodesIn(field);
}

/** The text of a node that is a literal, or null. */
function textOf(node: Node): string | null {
  if (node.type === 'JSXText' || node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : null;
  return node.type === 'TemplateElement' ? (node['value'] as { cooked: string }).cooked : null;
}

/** Literals that an expression shows: itself, what it chooses between, and the parts of a template; no arguments of calls. */
function* shownBy(value: unknown): Generator<string> {
  if (!isNode(value)) return;
  const text = textOf(value);
  if (text !== null) yield text;
  if (value.type === 'JSXExpressionContainer' || value.type === 'ParenthesizedExpression') yield* shownBy(value['expression']);
  if (value.type === 'LogicalExpression') for (const side of [value['left'], value['right']]) yield* shownBy(side);
  if (value.type === 'ConditionalExpression') for (const side of [value['consequent'], value['alternate']]) yield* shownBy(side);
  if (value.type === 'TemplateLiteral') for (const part of [value['quasis'], value['expressions']].flat()) yield* shownBy(part);
}

/** Attributes that the page shows or a screen reader reads; of elements, and of components that pass them on. */
const ATTRIBUTES = new Set(['title', 'aria-label', 'aria-valuetext', 'placeholder', 'alt']);
const PROPERTIES = new Set([...ATTRIBUTES, 'label', 'what', 'kind', 'name', 'aside', 'heading']);

function isShown({ name, value }: { name: Node; value: unknown }, component: boolean): boolean {
  return isNode(value) && (component ? PROPERTIES : ATTRIBUTES).has(String(name['name']));
}

/** What an element shows: its children, and its attributes that are shown. */
function shownIn(node: Node): Node[] {
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') return node['children'] as Node[];
  if (node.type !== 'JSXOpeningElement') return [];
  const component = /^[A-Z]/.test(String((node['name'] as Node)['name'] ?? 'Member'));
  return (node['attributes'] as { name: Node; value: Node }[]).filter((a) => isShown(a, component)).map(({ value }) => value);
}

/** Text that a component shows and no catalogue has. */
function literalsOf(file: string): string[] {
  const texts = [...nodesIn(rootOf(file))].flatMap(shownIn).flatMap((shown) => [...shownBy(shown)]);
  return texts.map((text) => text.trim()).filter((text) => /\p{L}{2}/u.test(text) && !CODE.has(text));
}

const textsOf = (file: string): string[] => [...nodesIn(rootOf(file))].map(textOf).filter((text) => text !== null);

/** Literals that read like a sentence. */
function sentencesOf(file: string): string[] {
  return textsOf(file).filter((text) => /^['"(]?\p{Lu}\p{Ll}+ .*\p{Ll}/u.test(text.trim()) && !CODE.has(text));
}

/** Code, not prose: keys, filter terms, console lines, values of calls and names of types. */
const CODE = new Set([
  'Ctrl K', 'Ctrl K or /', 'error:*', 'process:main', 'as', 'true', 'false', 'WSAPROTOCOL_INFOW',
  'getsockopt s=$… level=SOL_SOCKET name=SO_PROTOCOL_INFOW',
]);

/** What the style sheet rules out, and what to say instead. */
const RULED_OUT: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again'], [/\bmend/i, 'fix'], [/\b(who|what)ever\b|\b(no|some|any|every)body\b/i, 'name the process or user'],
  [/\bstands? (here|there|for)\b/i, 'is, refers to'], [/\btold (of|by)\b|\btells? of\b/i, 'reports'],
  [/\bsp(eaks?|oken) of\b/i, 'predicts, describes'],
  [/\bas (it|they) (is|are|was|were|stands?)\b/i, 'unchanged'], [/\bwish/i, 'request'], [/\bat once\b/i, 'immediately, at the same time'],
  [/\btakes? up again\b/i, 'resume'], [/\bmay\b/i, 'can'], [/\bthat there (is|are)\b/i, 'existing'], [/\b(lie|lies|lay)\b/i, 'is'],
  [/\bof (its|their) own\b/i, 'separate'], [/\bfor it to be\b/i, 'to be'], [/\bb(ites?|it people)\b/i, 'fails'],
  [/\b(looks|words)\b/i, 'probes, text'],
  [/\b(lately|meanwhile|go on with|goes on)\b/i, 'recent, continue'], [/\b(colour|behaviour)/i, 'American spelling'],
];

describe('the text of the window', () => {
  it('is in a catalogue beside each view', () => {
    expect(catalogues.length).toBeGreaterThan(20);
    expect(code.length).toBeGreaterThan(150);
  });

  it.each(catalogues)('%s is plain text, which tests can import without a browser', async (file) => {
    const { strings } = (await import(/* @vite-ignore */ pathToFileURL(`${folder}/${file}`).href)) as { strings: object };
    expect(Object.keys(strings)).not.toHaveLength(0);
    expect(readFileSync(`${folder}/${file}`, 'utf8')).not.toMatch(/from 'react|\.tsx'|\.css'/);
  });

  it.each(catalogues)('%s has no word that the style sheet rules out', (file) => {
    for (const text of textsOf(file)) for (const [pattern, better] of RULED_OUT) expect(text, `say: ${better}`).not.toMatch(pattern);
  });

  it('is in no component', () => {
    const left = code.filter((file) => file.endsWith('.tsx')).flatMap((file) => literalsOf(file).map((text) => `${file}: ${text}`));
    expect(left).toEqual([]);
  });

  it('is in no other file of the page', () => {
    expect(code.flatMap((file) => sentencesOf(file).map((text) => `${file}: ${text}`))).toEqual([]);
  });
});
