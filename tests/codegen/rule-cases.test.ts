/** The conformance cases as C: each either compiles without a warning, or is refused by the name of what has no C form. */
import { describe, expect, it } from 'vitest';
import { generateCode } from '../../app/shared/codegen/index.ts';
import { outcomeLine } from '../../app/shared/codegen/outcome-line.ts';
import { InputProblem } from '../../app/shared/base/input-problem.ts';
import { build, checkOnly, runPrograms, writePrograms } from '../support/c-programs.ts';
import { linuxProvider } from '../support/providers.ts';
import { type RuleCase, ruleCases } from '../support/rule-cases.ts';
import { runScenario } from '../support/run-scenario.ts';

/** What cannot be written. */
const NO_C_FORM = /^steps\[\d+\](\.call: \w+ has no C form|: \$\w+ has no value that C can hold)/;

const linux = sorted(ruleCases('linux'));
const winsock = sorted([...ruleCases('winsock'), ...ruleCases('winsock-left-open')]);

/** Cases that have a C form, and what is said of the others. */
function sorted(cases: readonly RuleCase[]): { written: RuleCase[]; refused: string[] } {
  const written: RuleCase[] = [];
  const refused: string[] = [];
  for (const one of cases) {
    try {
      generateCode(one.scenario);
      written.push(one);
    } catch (error) {
      if (!(error instanceof InputProblem)) throw error;
      refused.push(error.message);
    }
  }
  return { written, refused };
}

/** Those that make a call in a way that none before them did: the compiler takes seconds over the Windows headers. */
function newForms(cases: readonly RuleCase[]): RuleCase[] {
  const seen = new Set<string>();
  return cases.filter(({ scenario }) => {
    const forms = scenario.steps.map((step) =>
      ('call' in step ? `${step.call} ${Object.keys(step.args ?? {}).join()}` : Object.keys(step)[0]!));
    const fresh = forms.some((form) => !seen.has(form));
    for (const form of forms) seen.add(form);
    return fresh;
  });
}

it.each([['linux', linux], ['winsock', winsock]])('of the %s cases, those without a C form are refused with the name of the call',
  (_rules, { written, refused }) => {
    expect(written.length).toBeGreaterThan(20);
    for (const message of refused) expect(message).toMatch(NO_C_FORM);
  });

describe.each(linux.written)('linux/$name', ({ scenario }) => {
  it('compiles without a warning and has the same outcomes', async () => {
    const programs = writePrograms(scenario);
    expect(await build(programs)).toBe('');
    const { steps } = await runScenario(scenario, 'linux', linuxProvider);
    const printed = await runPrograms(programs, 'linux', 20_000);
    expect(printed).toEqual(steps.map(outcomeLine).filter((line) => line !== null));
    programs.remove();
  });
});

describe.each(newForms(winsock.written))('winsock/$name', ({ scenario }) => {
  it('compiles without a warning', async () => {
    const programs = writePrograms(scenario);
    expect(await checkOnly(programs, 'x86_64-w64-mingw32-gcc')).toBe('');
    programs.remove();
  });
});
