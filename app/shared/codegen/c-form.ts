/** Calls whose C form is a template in the catalogue. */
import type { CForm } from '../calls/traits.ts';
import type { CallSpec } from '../calls/types.ts';
import type { CallContext, WriteCall } from './call-context.ts';

/** Names that differ between the platforms' programs. */
export interface Terms {
  /** Prints the outcome of a call that returns a descriptor. */
  made: string;
  /** Type of a number of bytes. */
  size: string;
}

type Template = Exclude<CForm, 'written' | 'ends'>;

/** The writers of all calls of a platform: its templates, and those `written` out. */
export function writersOf(
  calls: Readonly<Record<string, CallSpec>>, written: Readonly<Record<string, WriteCall>>, terms: Terms,
): ReadonlyMap<string, WriteCall> {
  const templates = Object.values(calls)
    .flatMap((call) => (typeof call.c === 'string' ? [] : [[call.name, writer(call, call.c, terms)] as const]));
  return new Map([...templates, ...Object.entries(written)]);
}

function writer(spec: CallSpec, form: Template, terms: Terms): WriteCall {
  return (c) => {
    const [[kind, template]] = Object.entries(form) as [[string, string]];
    const { before, call } = filled(spec, c, template);
    return [...before, ...statements(kind as keyof typeof STATEMENTS, c, call, terms)];
  };
}

/** The statements of a call whose result can have a name, given its outcome. */
export const kept = (outcome: (value: string) => string) => (c: CallContext, call: string): string[] =>
  (c.keep[0] === undefined ? [c.outcome(outcome(call))] : [`${c.keep[0]} = ${call};`, c.outcome(outcome(c.keep[0]))]);

const STATEMENTS = {
  done: (c: CallContext, call: string) => [c.outcome(`done(${call})`)],
  ok: (c: CallContext, call: string) => [c.outcome(`true_or_failed(${call})`)],
  made: (c: CallContext, call: string, { made }: Terms) => kept((value) => `${made}(${value})`)(c, call),
  count: kept((value) => `count(${value})`),
  bytes: (c: CallContext, call: string, { size }: Terms) =>
    [`char data[${Math.max(1, c.number('length', 0))}];`, `${size} n = ${call};`, c.outcome('bytes(n, data)')],
  name: (c: CallContext, call: string) => {
    const variable = c.keep[0] ?? 'found';
    return [
      ...(c.keep[0] === undefined ? ['struct address found;'] : []), `${variable}.size = sizeof ${variable}.name;`,
      c.outcome(`done(${call.replace('{name}', `(struct sockaddr *)&${variable}.name, &${variable}.size`)})`),
    ];
  },
} as const;

/** The table of names for flags(), as a static constant. */
export const table = (set: Readonly<Record<string, number>>): string =>
  `static const struct flag known[] = { ${Object.keys(set).map((name) => `{ ${name}, "${name}" }`).join(', ')}, { 0, NULL } };`;

const statements = (kind: keyof typeof STATEMENTS, c: CallContext, call: string,
  terms: Terms): string[] => STATEMENTS[kind](c, call, terms);

/** The call with its arguments filled in, and the statements before it that build an address. */
function filled(spec: CallSpec, c: CallContext, template: string): { before: string[]; call: string } {
  const before: string[] = [];
  const call = template.replace(/\{(\w+)(?:\|(\w+))?\}/g, (whole, name: string, absent?: string) => {
    const type = spec.args.find((arg) => arg.name === name)?.type.kind;
    switch (type) {
      // The variable of the `name` form.
      case undefined: return whole;
      case 'data': {
        const { text, size } = c.data(name);
        return `${text}, ${size}`;
      }
      case 'address': {
        const to = c.address(name);
        before.push(...to.before);
        return `(struct sockaddr *)&${to.variable}.name, ${to.variable}.size`;
      }
      case 'choice': return c.constant(name, absent);
      case 'flags': return c.flags(name);
      default: return name === 'length' ? String(c.number(name, 0)) : c.value(name, absent);
    }
  });
  return { before, call };
}
