/** The arguments that distinguish a call from similar ones, in one short line. */
import type { CallSpec } from '../calls/types.ts';
import type { Rules } from '../domain/entities.ts';
import { valueText } from './values.ts';

type Values = Readonly<Record<string, unknown>>;

/** `values` as performed (or as planned), `written` as the scenario has them. */
export function shortArgs(rules: Rules, spec: CallSpec | undefined, values: Values, written: Values): string {
  const text = (name: string) => {
    const value = valueText(rules, values[name], spec?.args.find((a) => a.name === name)?.type.kind);
    return name === 'timeout' ? `${value} ms` : value;
  };
  const has = (name: string) => values[name] !== undefined && values[name] !== null;
  return spec?.short === undefined ? generic(spec, values, text, has) : filled(spec, spec.short, { text, has, values, written });
}

interface Given {
  text(name: string): string;
  has(name: string): boolean;
  values: Values;
  written: Values;
}

const ARGUMENT = /\{(\w+)(?:-(\w+))?\}/g;

/** The first form of which every argument is given; an empty list is none. */
function filled({ args }: CallSpec, forms: string, { text, has, values, written }: Given): string {
  const isGiven = (name: string): boolean => has(name) && !(Array.isArray(values[name]) && values[name].length === 0);
  const form = forms.split(';').map((one) => one.trim())
    .find((one) => [...one.matchAll(ARGUMENT)].every(([, name]) => isGiven(name!))) ?? '';
  return form.replaceAll(ARGUMENT, (_whole, name: string, prefix = '') => {
    switch (args.find((arg) => arg.name === name)?.type.kind) {
      case 'blob': return named(written[name]) ?? 'a blob';
      case 'pid': return named(written[name]) ?? `pid ${String(written[name])}`;
      case 'flags': return text(name).replaceAll(' | ', '|');
      default: return text(name).replace(prefix, '');
    }
  });
}

/** The name that a scenario gives, without its sign. */
const named = (written: unknown): string | null => (typeof written === 'string' ? written.replace('$', '') : null);

/** Arguments other than descriptors, flags and buffer sizes; a call with only those shows its descriptor. */
function generic(spec: CallSpec | undefined, values: Values, text: (name: string) => string, has: (name: string) => boolean): string {
  const given = (spec?.args ?? []).filter((arg) => has(arg.name));
  const telling = given.filter((arg) => arg.type.kind !== 'descriptor' && arg.name !== 'flags' && arg.name !== 'length'
    && arg.type.kind !== 'boolean');
  const shown = telling.length > 0 ? telling : given.filter((arg) => arg.type.kind === 'descriptor');
  // A true value is shown by the name of its argument: "overlapped".
  const agreed = given.filter((arg) => arg.type.kind === 'boolean' && values[arg.name] === true).map((arg) => arg.name);
  return [join(text, shown.map((arg) => arg.name)), ...agreed].filter((part) => part !== '').join(', ');
}

function join(text: (name: string) => string, names: readonly string[]): string {
  return names.map(text).join(', ');
}
