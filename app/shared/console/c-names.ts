/** Arguments by the names of the C prototype, and calls in C syntax: what a user copies from a manual page. */
import type { ArgSpec, CallSpec } from '../calls/types.ts';

type Prototype = Pick<CallSpec, 'prototype'>;

const declared = ({ prototype }: Prototype): string[] => (/\(([^()]*)\)\s*;?\s*$/.exec(prototype)?.[1] ?? '').split(',');
const nameIn = (declaration: string): string | undefined => /(\w+)(?:\[\w*\])?\s*$/.exec(declaration.trim())?.[1];

/** Parameter names of a prototype, in order: oldfd of "int dup(int oldfd);". */
export function parametersOf(call: Prototype): string[] {
  return declared(call).flatMap((declaration) => nameIn(declaration) ?? []).filter((name) => name !== 'void');
}

/** The argument that a parameter of the prototype stands for, such as fd for sockfd, or undefined. */
export function argumentFor(call: CallSpec, parameter: string): ArgSpec | undefined {
  if (!parametersOf(call).includes(parameter)) return undefined;
  const exact = call.args.find((a) => a.name === parameter);
  if (exact) return exact;
  const name = parameter.toLowerCase();
  // lpProtocolInfo, sockfd and dwFlags end with the argument's name; addr begins it.
  const close = call.args.filter((a) => !parametersOf(call).includes(a.name)
    && (name.endsWith(a.name.toLowerCase()) || (name.length > 2 && a.name.toLowerCase().startsWith(name))));
  if (close.length === 1) return close[0];
  // Otherwise the type tells: an address, or bytes to send.
  const declaration = declared(call).find((text) => nameIn(text) === parameter) ?? '';
  const kind = /sockaddr/i.test(declaration) ? 'address' : /const (?:void|char) ?\*/.test(declaration) ? 'data' : null;
  return call.args.find((a) => a.type.kind === kind);
}

/** The values of a list; a comma in quotes, brackets or braces belongs to one. */
const VALUES = /(?:"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|[^,"[{])+/g;

/**
 * "dup($s) as t" as "dup oldfd=$s as t"; other lines are unchanged. Parameters without an argument, such as lengths, are left
 * out, and so are NULL and 0 pointers.
 */
export function fromCSyntax(line: string, find: (name: string) => CallSpec | undefined): string {
  const [, before = '', name = '', list = '', after = ''] = /^(\s*(?:[\w/-]+:\s*)?)(\w+)\s*\((.*)\)\s*;?(\s.*|)$/.exec(line) ?? [];
  const call = find(name);
  if (!call) return line;
  const values = [...list.matchAll(VALUES)].map(([value]) => value.trim());
  const parameters = parametersOf(call);
  const given = values.flatMap((value, i) => {
    const arg = argumentFor(call, parameters[i] ?? '');
    const absent = value === '' || value === 'NULL';
    return arg === undefined || absent ? [] : [`${arg.name}=${value}`];
  });
  return `${before}${[name, ...given].join(' ')}${after}`;
}
