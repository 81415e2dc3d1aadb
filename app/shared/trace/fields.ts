/**
 * What the fields of things in a trace file must be, so that every view can read them. Numbers and flags that an older
 * version did not write might be missing; texts, lists and names that others refer to must not.
 */
import { isRecord } from '../base/is-record.ts';
import { own } from '../base/own.ts';

type Test = (value: unknown) => boolean;
type Rec = Readonly<Record<string, unknown>>;

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isTexts = (list: unknown): list is string[] => Array.isArray(list) && list.every(isText);
const textOrNull: Test = (value) => value === null || typeof value === 'string';
const number: Test = (value) => value === undefined || typeof value === 'number';
const numberOrNull: Test = (value) => value === undefined || value === null || typeof value === 'number';
/** A handle or descriptor, which is drawn as digits. */
const ownNumber: Test = (value) => value === null || typeof value === 'number';
const flag: Test = (value) => value === undefined || typeof value === 'boolean';
const oneOf = (...names: readonly string[]): Test => (value) => typeof value === 'string' && names.includes(value);
const optional = (test: Test): Test => (value) => value === undefined || test(value);
const listOf = (test: (item: Rec) => boolean): Test => (list) => Array.isArray(list) && list.every((item) => isRecord(item) && test(item));
const recordOf = (test: Test): Test => (value) => isRecord(value) && Object.values(value).every(test);

const optionValue: Test = (value) => typeof value === 'number' || typeof value === 'string'
  || (isRecord(value) && typeof value['onoff'] === 'number' && typeof value['linger'] === 'number');
const chunks = listOf((chunk) => isText(chunk['data']) && textOrNull(chunk['transfer'] ?? null) && textOrNull(chunk['from'] ?? null));
const signalOwner: Test = (value) => isRecord(value) && typeof value['owner'] === 'number' && isText(value['signal']);
const sockets = oneOf('unbound', 'bound', 'listening', 'connecting', 'established', 'closed');

const FIELDS: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  process: {
    name: isText, role: oneOf('participant', 'outside'), pid: numberOrNull,
    state: oneOf('waiting', 'suspended', 'running', 'exited', 'killed', 'crashed'), threads: isTexts, endedAt: numberOrNull,
    received: isTexts, listenFds: number, signals: optional(recordOf((count) => typeof count === 'number')),
  },
  descriptor: { process: isText, number: ownNumber, object: isText, how: isText, step: number, inheritable: flag, view: optional(sockets) },
  socket: {
    family: isText, type: isText, protocol: isText, state: sockets, local: textOrNull, remote: textOrNull, peer: textOrNull,
    options: recordOf(optionValue), optionSteps: recordOf(number), nonblocking: flag,
    nonblockingSince: numberOrNull, queue: chunks, backlog: isTexts, sendShutdown: flag, receiveShutdown: flag, peerEnded: flag,
    reset: flag, closedAt: numberOrNull, sure: flag,
    // In a trace file the state of one platform is flat; a file of unsaved work has it as in memory.
    resetReported: flag, connectStarted: flag, connected: flag, reported: optional(isTexts), sigio: optional(signalOwner),
    linux: optional((value) => isRecord(value) && flag(value['resetReported']) && flag(value['connectStarted'])
      && optional(signalOwner)(value['sigio'])),
    winsock: optional((value) => isRecord(value) && isTexts(value['reported']) && flag(value['connected'])),
  },
  epoll: { step: number, closedAt: numberOrNull },
  pidfd: { of: isText, step: number, closedAt: numberOrNull },
  transfer: {
    form: oneOf('WSAPROTOCOL_INFOW', 'WSAPROTOCOL_INFOA', 'SCM_RIGHTS'), objects: isTexts, from: isText, target: textOrNull,
    carrier: textOrNull, name: textOrNull, step: number, state: oneOf('in-flight', 'imported', 'lost'), endedAt: numberOrNull,
  },
  event: { process: isText, number: ownNumber, set: flag, unsure: flag, step: number },
  registration: {
    api: isText, socket: isText, descriptor: isText, number: ownNumber, process: isText, mask: isTexts, target: textOrNull, step: number,
    state: oneOf('current', 'cancelled'), cancelledBy: numberOrNull, endedWithDescriptor: flag, recorded: isTexts,
    refusal: optional((value) => isRecord(value) && isText(value['by']) && typeof value['told'] === 'boolean'), key: number,
  },
  window: { process: isText, number: ownNumber, messages: listOf((message) => numberOrNull(message['fd']) && isText(message['event'])
      && number(message['error'])),
    step: number },
  operation: {
    process: isText, number: ownNumber, call: isText, descriptor: isText, object: isText, acceptSocket: textOrNull, length: number,
    event: textOrNull, step: number, state: oneOf('pending', 'done', 'failed'), data: isText, error: textOrNull,
  },
  port: { process: isText, number: ownNumber, packets: listOf((packet) => packet['operation'] === null || isText(packet['operation'])),
    step: number },
  pending: { process: isText, thread: textOrNull, step: number, call: isText, object: textOrNull, args: isRecord, cancelled: flag },
};

/** Whole, a thing must have each field of its kind; `partly`, those it has must be right. */
export function hasFields(value: Rec, kind: string, partly: boolean): boolean {
  const fields = own(FIELDS, kind);
  if (!fields) return false;
  for (const field in fields) if (!(partly && value[field] === undefined) && !fields[field]!(value[field])) return false;
  return true;
}

/** What a message carried, by its kind. */
const CONTENTS: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  text: { text: isText }, value: { text: isText }, pid: { process: isText, pid: numberOrNull }, blob: { name: isText, bytes: number },
};

export function isContent(value: unknown): boolean {
  const fields = isRecord(value) && isText(value['kind']) ? own(CONTENTS, value['kind']) : undefined;
  return isRecord(value) && fields !== undefined && Object.entries(fields).every(([field, test]) => test(value[field]));
}

/** Parts of a sentence: text, a step, or a thing with the text that stands for it. */
export const isSentence = (value: unknown): boolean => Array.isArray(value)
  && value.every((part) => isText(part)
    || (isRecord(part) && (typeof part['step'] === 'number' || (isText(part['entity']) && isText(part['text'])))));
