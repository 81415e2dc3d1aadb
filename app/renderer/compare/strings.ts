/** Text of the view that compares two sides. */
import { plural } from '../../shared/format/values.ts';

export const strings = {
  choices: { label: 'Comparison', model: 'Model against OS', providers: 'Two providers' },
  model: {
    alone:
      'This session runs on the model only: no call is made, and both columns come from the model. To compare, open the scenario with a ' +
        'provider that makes real calls.',
    fact: (thing: string, what: string) => `${thing}: ${what}`,
    factsAfter: 'Facts read after it',
    heading: 'Steps with differences',
    inList: (what: string, known: string | null) => (known === null ? what : `${what} (known, ${known})`),
    knownDifference: ' (known difference)',
    model: 'Model',
    noDifferences: 'No differences so far: every predicted outcome and fact matched.',
    noFacts: 'No facts were read from the OS after this step.',
    nothingYet: 'Nothing to compare before the first step. {step} performs the first call and shows its outcome beside the prediction.',
    nothingYetOfRecording: 'Nothing to compare before the first step. {step} shows the first recorded call.',
    outcome: 'Outcome',
    step: (n: number, process: string, title: string) => `Step ${n}: ${process} ${title}`,
  },
  providers: {
    beside: 'Compare with ',
    counterpart: (platform: 'Linux' | 'Winsock', label: string) => `the ${platform} counterpart: ${label}`,
    loading: 'Loading providers…',
    none: 'No other provider on this machine can run this scenario, and the library has no counterpart for it.',
    progress: 'Steps performed',
    run: 'Run',
    runAgain: 'Run again',
    same: (label: string) => `the same scenario: ${label}`,
    secondRun: 'the second run',
    scenarioFile: 'the scenario on screen',
    traceFile: 'the second session',
    whatItDoes:
      'Run performs the scenario from its start in separate processes, then shows both traces side by side with their differences.',
  },
  pairs: {
    noCounterpart: 'no counterpart',
    notPerformed: ' Steps that this session has not performed yet have no counterpart.',
    sum: (pairs: number, differing: number) =>
      `${plural(pairs, 'step')} with a counterpart. ` +
        (differing === 0 ? 'All pairs have the same kind of outcome.' : `${plural(differing, 'outcome')} of a different kind.`),
  },
} as const;
