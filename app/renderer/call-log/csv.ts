/** The rows of the call log as CSV (RFC 4180). */
import { actionWords, callOf } from '../../shared/format/action.ts';
import { fullArgs } from '../../shared/format/full-args.ts';
import { outcomeWords, predictedText } from '../../shared/format/outcome.ts';
import type { Step, TraceHeader } from '../../shared/trace/step.ts';

const HEAD = ['step', 'process', 'call', 'arguments', 'outcome', 'predicted', 'microseconds', 'divergences'];

export function logCsv(steps: readonly Step[], { rules }: Pick<TraceHeader, 'rules'>): string {
  const rows = steps.map((step) => {
    const { shown, title, args } = actionWords(step.action, rules);
    const call = callOf(step.action);
    return [String(step.n), shown, title, step.action.kind === 'call' ? fullArgs(step.action, rules) : args,
      outcomeWords(step.outcome, rules, call).text, step.predicted ? predictedText(step.predicted.outcome, rules, call) : '',
      String(step.micros), step.divergences.map((d) => d.what).join(' ')];
  });
  return [HEAD, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('');
}

/** A leading =, +, - or @ would be a formula in a spreadsheet. */
const field = (text: string): string => `"${text.replace(/^(?=[=+\-@])/, "'").replaceAll('"', '""')}"`;
