/** Fields of entities and their values, as text for a diff. */
import { readable } from '../../shared/domain/bytes.ts';
import type { Chunk } from '../../shared/domain/entities.ts';
import { own } from '../../shared/base/own.ts';
import { strings } from './strings.ts';

const STEPS = new Set(['closedAt', 'endedAt', 'cancelledBy', 'nonblockingSince', 'step']);

/** Fields that are part of the thing's name, or internal. */
const UNTOLD: ReadonlySet<string> = new Set(['kind', 'id', 'sure', 'optionSteps', 'nonblockingSince', 'args', 'descriptor',
  'connectStarted', 'resetReported']);

export const isUntold = (field: string): boolean => UNTOLD.has(field);

export const fieldName = (field: string): string => own(strings.fields, field) ?? field;

/** "none" for absent values, step numbers as steps, bytes as text, lists and records in one line. */
export function fieldText(field: string, value: unknown): string {
  if (value === null || value === undefined) return strings.none;
  if (STEPS.has(field)) return strings.step(String(value));
  if (field === 'queue') return queueText(value as readonly Chunk[]);
  if (field === 'data' && typeof value === 'string') return value === '' ? strings.noBytes : `"${readable(value)}"`;
  if (typeof value === 'boolean') return value ? strings.yes : strings.no;
  if (Array.isArray(value)) return value.length === 0 ? strings.none : value.map((v) => fieldText('', v)).join(', ');
  if (typeof value === 'object') {
    const entries = Object.entries(value);
    return entries.length === 0 ? strings.none
      : entries.map(([k, v]) => `${k} ${field === 'optionSteps' ? strings.step(String(v)) : fieldText('', v)}`).join(', ');
  }
  return idText(String(value));
}

/** Internal ids by the name in the graph: "process:main" is main, "socket:2" is #2. */
function idText(text: string): string {
  const [, kind, name = ''] = /^(process|socket|epoll|transfer|registration|event|descriptor):([\w/:-]+)$/.exec(text) ?? [];
  if (kind === undefined) return text;
  if (kind === 'process') return name;
  if (kind === 'socket') return name.startsWith('outside-') ? strings.outsideSocket : `#${name}`;
  return `${kind} ${name.replaceAll(':', ' ')}`;
}

function queueText(queue: readonly Chunk[]): string {
  if (queue.length === 0) return strings.emptyQueue;
  return queue.map(({ data, transfer }) =>
    (transfer === null ? `"${readable(data)}"` : strings.withTransfer(`"${readable(data)}"`, transfer))).join(', ');
}

/** A fact's value unchanged; "none" for an empty text, which would be invisible. */
export const readText = (value: string | number | boolean | null): string =>
  (value === null || value === '' ? strings.none : String(value));
