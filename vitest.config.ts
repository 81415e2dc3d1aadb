import { defineConfig } from 'vitest/config';

/** Milliseconds that a test, and a hook, of a slower suite can take. */
const within = (testTimeout: number, hookTimeout = 60_000) => ({ testTimeout, hookTimeout });

// Real processes and a real Wine run behind the slower suites: three workers keep two cores busy.
export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      // These work on values and keep no state, so the files of a worker share their modules.
      { extends: true, test: { name: 'shared', include: ['app/shared/**/*.test.ts'], isolate: false, testTimeout: 20_000 } },
      { extends: true, test: { name: 'unit', include: ['app/**/*.test.ts', 'native-bridge/**/*.test.ts'], exclude: ['app/shared/**'],
        testTimeout: 20_000 } },
      { extends: true, test: { name: 'conformance', include: ['tests/conformance/**/*.test.ts'], ...within(60_000) } },
      // Generated C, compiled and run.
      { extends: true, test: { name: 'codegen', include: ['tests/codegen/library.test.ts'], ...within(120_000, 120_000) } },
      // Every rule case as C: minutes of compiling, on demand (`npm run codegen-cases`).
      { extends: true, test: { name: 'codegen-cases', include: ['tests/codegen/rule-cases.test.ts'], testTimeout: 120_000 } },
      { extends: true, test: { name: 'differential', include: ['tests/differential/**/*.test.ts'],
        exclude: ['tests/differential/switches.test.ts'], ...within(900_000, 120_000) } },
      { extends: true, test: { name: 'packaging', include: ['tests/packaging/**/*.test.ts'], ...within(120_000, 240_000) } },
      { extends: true, test: { name: 'fuzz', include: ['tests/fuzz/**/*.test.ts'], ...within(120_000) } },
      { extends: true, test: { name: 'docs', include: ['tests/docs/**/*.test.ts'], ...within(60_000) } },
      // Calibration programs under the real strace.
      { extends: true, test: { name: 'recording', include: ['tests/recording/**/*.test.ts'], ...within(120_000) } },
      // Every clause of the rules left out in turn, on Linux and under Wine: `npm run switches`.
      { extends: true, test: { name: 'switches', include: ['tests/differential/switches.test.ts'], ...within(900_000, 120_000) } },
      // Short here; hundreds of random kills with `npm run kills -- --runs 500`.
      { extends: true, test: { name: 'kills', include: ['tests/kills/**/*.test.ts'], ...within(600_000) } },
      // Loads and real servers that captures of the machine are compared with.
      { extends: true, test: { name: 'live', include: ['tests/live/**/*.test.ts'], globalSetup: ['tests/live/setup.ts'],
        fileParallelism: false, ...within(120_000, 120_000) } },
    ],
  },
});
