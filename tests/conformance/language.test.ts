/** Holds the words off that make text slow to read; CONTRIBUTING.md says what to write instead. */
import { describe, expect, it } from 'vitest';
import { sourceFiles, textOf } from '../support/source-tree.ts';

/** Each with what to write instead. */
const RULED_OUT: readonly (readonly [RegExp, string])[] = [
  [/\banew\b/i, 'again'],
  [/\bmend(s|ed|ing)?\b/i, 'fix'],
  [/\b(whoever|nobody|somebody)\b/i, 'name the process, user, caller or file'],
  [/\bstands? (here|there)\b/i, 'is shown, is'],
  [/\b(is|are|was|were|be|been) told of\b/i, 'is notified of, receives'],
  [/\bspeaks? of\b/i, 'refers to'],
  [/\bas it (is|was)\b/i, 'unchanged'],
  [/\bfor it to be\b/i, 'so that'],
  [/\bwish(es)?\b/i, 'request'],
  [/\bat once\b/i, 'immediately, at the same time'],
  [/\b(take|takes|taken|took) up again\b/i, 'resume'],
  [/\bthat there (is|are)\b/i, 'name the thing'],
  [/\b(a|an|the|\w+s?) of (its|their|our|your) own\b/i, 'its own'],
  [/\b(bites?|bit) (people|you|later)\b/i, 'causes trouble'],
];
/** The list itself, and the style guide that quotes it. */
const QUOTES = new Set(['tests/conformance/language.test.ts', 'CONTRIBUTING.md']);

const FILES = sourceFiles('app', 'native-bridge', 'scripts', 'docs', 'assets', '*.md')
  .filter((file) => /\.(tsx?|mjs|css|html|md|json|h|c|py)$/.test(file) && !QUOTES.has(file));

/** In titles of tests, which name a subject and its behavior. */
const RULED_OUT_IN_TITLES: readonly (readonly [RegExp, string])[] = [
  ...RULED_OUT,
  [/\b(whatever|everybody|anybody)\b/i, 'name the values or the processes'],
  [/^what\b/i, 'name the subject'],
  [/\bwhat (goes|comes|came)\b/i, 'name the thing'],
  [/\b(is|are|was|were|been) (told|said)\b/i, 'is notified, is reported'],
  [/\b(goes|go|went) on\b/i, 'continues'],
  [/\bsays? so\b/i, 'reports'],
];
const TITLE = /\b(?:it|test|describe)(?:\.\w+(?:\([^()]*\))?)*\((['`])((?:\\.|(?!\1).)*)\1/g;
const TESTS = sourceFiles('app', 'native-bridge', 'tests').filter((file) => /\.(test|spec|cases)\.tsx?$/.test(file));

/** File names in links are not text. */
const withoutTargets = (line: string): string => line.replaceAll(/\]\([^)]*\)/g, ']');

describe.each(RULED_OUT)('no text has %s', (pattern, instead) => {
  it(`(write: ${instead})`, () => {
    const found = FILES.flatMap((file) =>
      textOf(file).split('\n').flatMap((line,
        i) => (pattern.test(withoutTargets(line)) ? [`${file}:${i + 1}: ${line.trim().slice(0, 120)}`] : [])));
    expect(found).toEqual([]);
  });
});

it('finds titles of tests', () => {
  const [own] = [...textOf('tests/conformance/language.test.ts').matchAll(TITLE)].map(([, , title]) => title).slice(-1);
  expect(own).toBe('titles of tests name a subject');
});

it.each(RULED_OUT_IN_TITLES)('titles of tests name a subject', (pattern, instead) => {
  const found = TESTS.flatMap((file) => [...textOf(file).matchAll(TITLE)].flatMap(([, , title = '']) =>
    (pattern.test(title) ? [`${file}: ${title} (write: ${instead})`] : [])));
  expect(found).toEqual([]);
});
