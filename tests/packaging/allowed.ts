/** What a package's archive may hold, and must: one pattern a line, with how many files match at least and at most. */
type Line = readonly [pattern: RegExp, least: number, most: number];

const COMMON: readonly Line[] = [
  [/^package\.json$/, 1, 1],
  [/^LICENSE$/, 1, 1],
  [/^out\/main\/(electron|peer|bridge-host|live-worker|live-handles|ptrace-recorder|bpf-recorder|winsock-recorder)\.js$/, 8, 8],
  [/^out\/main\/chunks\/[\w-]+\.js$/, 1, 200],
  [/^out\/main\/[\w-]+\.js$/, 3, 12],
  [/^out\/preload\/preload\.cjs$/, 1, 1],
  [/^out\/renderer\/index\.html$/, 1, 1],
  [/^out\/renderer\/assets\/[\w-]+(\.[\w-]+)*\.(js|css|svg|woff2|wasm)$/, 3, 400],
  [/^out\/renderer-replay\/replay\.html$/, 1, 1],
  [/^assets\/asserted\/(README\.md|[a-z0-9-]+\.json)$/, 10, 100],
  [/^assets\/scenarios\/(README\.md|(winsock|linux)\/[a-z0-9-]+\.json)$/, 25, 200],
  [/^assets\/schema\/handoff-[a-z]+(-[a-z]+)*-\d+\.json$/, 1, 20],
  [/^node_modules\/koffi\/(index\.cjs|package\.json|LICENSE\.txt|src\/koffi\/index\.cjs|src\/koffi\/src\/static\.cjs)$/, 5, 5],
  [/^node_modules\/zod\/(LICENSE|package\.json|index\.js|compile\.js|(v4|v4-mini|locales)\/[\w/.-]+\.(js|json))$/, 50, 200],
  [/^node_modules\/@resvg\/resvg-js\/(package\.json|LICENSE|index\.js|js-binding\.js|wasm\/.*)$/, 3, 6],
  [/^node_modules\/fflate\/(LICENSE|package\.json|(esm|umd|lib)\/[\w.]+\.m?js)$/, 3, 20],
];

const BINARIES: Readonly<Record<string, readonly Line[]>> = {
  'linux-x64': [
    [/^node_modules\/@koromix\/koffi-linux-x64\/(index\.js|package\.json)$/, 2, 2],
    [/^node_modules\/@resvg\/resvg-js-linux-x64-gnu\/(package\.json|resvgjs\.linux-x64-gnu\.node)$/, 2, 2],
    [/^node_modules\/@koromix\/koffi-linux-x64\/(linux|musl)_x64\/koffi\.node$/, 2, 2],
  ],
  'win32-x64': [
    [/^node_modules\/@koromix\/koffi-win32-x64\/(index\.js|package\.json)$/, 2, 2],
    [/^node_modules\/@resvg\/resvg-js-win32-x64-msvc\/(package\.json|resvgjs\.win32-x64-msvc\.node)$/, 2, 2],
    [/^node_modules\/@koromix\/koffi-win32-x64\/win32_x64\/koffi\.node$/, 1, 1],
  ],
};

/** Files that nothing allows, and lines that too few or too many files match; nothing when all is as it should be. */
export function notAllowed(target: string, files: readonly string[]): string[] {
  const lines = [...COMMON, ...BINARIES[target]!];
  const strangers = files.filter((file) => !lines.some(([pattern]) => pattern.test(file)));
  const counts = lines.flatMap(([pattern, least, most]) => {
    const found = files.filter((file) => pattern.test(file)).length;
    return found >= least && found <= most ? [] : [`${found} files match ${pattern}, not ${least} to ${most}`];
  });
  return [...strangers, ...counts];
}
