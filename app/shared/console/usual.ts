/** A step with the arguments that a user would most likely enter: the start of a step that is composed by choosing. */
import { findCall } from '../calls/catalogue.ts';
import { splitParticipant } from '../domain/ids.ts';
import { type ArgType, type CallSpec, type ResultKind, asCalled } from '../calls/types.ts';
import type { CallStep, ScenarioStep } from '../scenario/format.ts';
import { type Field, fieldsOf, resultWish } from './fields.ts';
import { type Scope, freeName } from './scope.ts';
import type { Value } from './values.ts';

/** Steps other than calls, by their first word. */
export const OTHER_STEPS = ['message', 'await', 'kill'] as const;

/** Results that later steps refer to; texts and numbers are shown with the step. */
const KEPT: ReadonlySet<ResultKind> = new Set([
  'descriptor', 'descriptors', 'blob', 'event', 'address', 'window', 'operation', 'port', 'pid',
]);

/**
 * Required arguments have a value where one fits; of the optional ones only those that a new socket needs, or the structure
 * that arrived in the process. @param call its name, or one of OTHER_STEPS; null if the scope offers nothing to it.
 */
export function usualStep(call: string, participant: string, scope: Scope): ScenarioStep | null {
  const { process } = splitParticipant(participant);
  const others = scope.processes.filter((p) => p.running && p.name !== 'main').map((p) => p.name);
  if (call === 'kill') return others.length === 0 ? null : { kill: others.includes(process) ? process : others[0]! };
  if (call === 'await') {
    const pending = scope.names.findLast((n) => n.kind === 'pending');
    return pending ? { await: `$${pending.name}` } : null;
  }
  if (call === 'message') return usualMessage(process, scope);
  const platform = scope.processes.find((p) => p.name === process)?.platform;
  const spec = platform && findCall(platform, call);
  if (!spec) return null;
  const fields = fieldsOf(spec, participant, scope);
  const brought = scope.names.findLast((n) => n.kind === 'blob' && n.arrived.includes(process));
  const arrived = brought && fields.find((f) => f.name === 'protocolInfo');
  const creates = spec.verb === 'create' && !arrived;
  const args: NonNullable<CallStep['args']> = {};
  for (const field of fields) {
    const wanted = !field.optional || field === arrived || (creates && (field.name === 'af' || field.name === 'type'));
    const value = !wanted ? undefined : brought && field === arrived ? `$${brought.name}`
      : field.kind === 'address' ? usualAddress(spec, args, scope)
      : usualValue(field, spec.args.find((a) => a.name === field.name)!.type, process, scope);
    if (value !== undefined) args[field.name] = value;
  }
  const { result } = asCalled(spec, args);
  const name = KEPT.has(result) ? resultWish(result) : null;
  return { process: participant, call, ...(Object.keys(args).length > 0 ? { args } : {}),
    ...(name === null ? {} : { as: result === 'descriptors' ? [freeName(scope, 'a'), freeName(scope, 'b')] : freeName(scope, name) }) };
}

/** A bind takes a free address; other calls one of the same family that an earlier step has kept. */
function usualAddress({ address }: CallSpec, args: NonNullable<CallStep['args']>, scope: Scope): Value | undefined {
  const unix = scope.names.some((n) => n.unix && n.kind === 'descriptor' && Object.values(args).includes(`$${n.name}`));
  const known = address === 'binds' ? undefined : scope.names.findLast((n) => n.kind === 'address' && n.unix === unix);
  if (known) return `$${known.name}`;
  // The kernel chooses a name, or a port.
  return !unix ? '127.0.0.1:0' : address === 'binds' ? '@' : undefined;
}

function usualMessage(from: string, scope: Scope): ScenarioStep | null {
  const to = scope.processes.find((p) => p.running && p.name !== from)?.name;
  if (to === undefined) return null;
  const sent = scope.names.findLast((n) => n.kind === 'blob' && n.maker === from) ?? scope.names.findLast((n) => n.maker === from);
  return { message: sent ? `$${sent.name}` : `$${from}`, from, to, carrier: 'ipc' };
}

/** A buffer, queue or wait that suits most steps: bytes, connections or milliseconds. */
const USUAL_NUMBER = 100;

function usualValue(field: Field, type: ArgType, process: string, scope: Scope): Value | undefined {
  const references = field.references.filter((r) => !r.far);
  const [reference] = references;
  const other = scope.processes.find((p) => p.name !== process);
  switch (field.kind) {
    case 'choice': case 'flags': {
      // Zero is mostly "unspecified".
      const set = type.kind === 'choice' || type.kind === 'flags' ? type.set : {};
      const name = field.choices.find((choice) => set[choice] !== 0) ?? field.choices[0];
      return field.kind === 'flags' && name !== undefined ? [name] : name;
    }
    case 'process': return field.choices[0];
    case 'names': return reference && [reference.text];
    case 'number': return Math.max(field.min ?? 0, Math.min(field.max ?? USUAL_NUMBER, USUAL_NUMBER));
    case 'text': return 'hello';
    case 'address': return undefined;
    case 'boolean': return true;
    case 'option-value': return 1;
    // A process that hands something over names another, not itself.
    case 'name': return (references.find((r) => r.about === 'process' && r.text === `$${other?.name}`) ?? reference)?.text;
  }
}
