/** A call's arguments in full, by name, as performed. */
import { specOf } from '../calls/catalogue.ts';
import type { Rules } from '../domain/entities.ts';
import type { Action } from '../trace/step.ts';
import { valueText } from './values.ts';

type CallAction = Extract<Action, { kind: 'call' }>;

export interface ArgWords {
  name: string;
  text: string;
  /** The text in the scenario, if it was a $reference. */
  written: string | null;
}

export function argWords(action: CallAction, rules: Rules): ArgWords[] {
  const spec = specOf(rules, action.call);
  const names = new Set([...Object.keys(action.args), ...Object.keys(action.resolved)]);
  return [...names].map((name) => {
    const written = action.args[name];
    const kind = spec?.args.find((arg) => arg.name === name)?.type.kind;
    return {
      name, text: valueText(rules, action.resolved[name] ?? written, kind),
      written: typeof written === 'string' && written.startsWith('$') ? written : null,
    };
  });
}

export function fullArgs(action: CallAction, rules: Rules): string {
  return argWords(action, rules).map(({ name, text }) => `${name}: ${text}`).join(', ');
}
