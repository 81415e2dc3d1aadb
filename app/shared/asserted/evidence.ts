/** Which tests that run on Windows support each rule. */
import type { RuleId } from '../domain/ids.ts';
import type { AssertedCase } from './expand.ts';

export interface Evidence {
  repository: string;
  file: string;
  commit: string;
  /** Names of the tests in the file, each once. */
  tests: readonly string[];
  count: number;
}

/** Returns, per rule, the files whose tests assert it, in the order of the cases. Rules without one are absent. */
export function evidenceByRule(cases: readonly AssertedCase[]): Map<RuleId, Evidence[]> {
  const found = new Map<RuleId, Map<string, Evidence & { tests: string[] }>>();
  for (const { group, source, assertions } of cases) {
    for (const rule of group.rules) {
      const files = found.get(rule) ?? new Map<string, Evidence & { tests: string[] }>();
      found.set(rule, files);
      const key = `${source.repository} ${source.file} ${source.commit}`;
      const entry = files.get(key)
        ?? { repository: source.repository, file: source.file, commit: source.commit, tests: [], count: 0 };
      if (!entry.tests.includes(group.in)) entry.tests.push(group.in);
      files.set(key, { ...entry, count: entry.count + assertions.length });
    }
  }
  return new Map([...found].map(([rule, files]) => [rule, [...files.values()]]));
}
