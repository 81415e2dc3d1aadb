/** Calls that programs make to Winsock's driver without Winsock (NtDeviceIoControlFile with a code of AFD), as text. */
import { pointerAt, wordAt } from '../decode/winsock-memory.ts';

/** FILE_DEVICE_NETWORK in the upper bits of a code; the number of the request is in the bits from 2 on. */
const [DEVICE, DEVICE_SHIFT, REQUEST_SHIFT, REQUEST_MASK] = [0x12, 12, 2, 0x3ff];
/** By number (ntafd.h). */
const REQUESTS = ['BIND', 'CONNECT', 'START_LISTEN', 'WAIT_FOR_LISTEN', 'ACCEPT', 'RECEIVE', 'RECEIVE_DATAGRAM', 'SEND', 'SEND_DATAGRAM',
  'POLL', 'PARTIAL_DISCONNECT', 'GET_ADDRESS', 'QUERY_RECEIVE_INFO', 'QUERY_HANDLES', 'SET_INFORMATION', 'GET_REMOTE_ADDRESS',
  'GET_CONTEXT', 'SET_CONTEXT'];
const POLL = REQUESTS.indexOf('POLL');
const STATUSES: ReadonlyMap<number, string> = new Map([[0, 'STATUS_SUCCESS'], [0x102, 'STATUS_TIMEOUT'], [0x103, 'STATUS_PENDING'],
  [0xc000_0008, 'STATUS_INVALID_HANDLE'], [0xc000_000d, 'STATUS_INVALID_PARAMETER'], [0xc000_0010, 'STATUS_INVALID_DEVICE_REQUEST'],
  [0xc000_0120, 'STATUS_CANCELLED']]);
const EVENTS: readonly [string, number][] = [['RECEIVE', 1], ['RECEIVE_EXPEDITED', 2], ['SEND', 4], ['DISCONNECT', 8], ['ABORT', 0x10],
  ['LOCAL_CLOSE', 0x20], ['ACCEPT', 0x80], ['CONNECT_FAIL', 0x100]];
/** AFD_POLL_INFO: time-out, number of handles, exclusive; then a handle, its events and its status each. */
const [COUNT_AT, FIRST_AT, ITEM_BYTES] = [8, 16, 16];

const hex = (number: number): string => `0x${number.toString(16)}`;

/** Whether a code is one of this driver. */
export const isAfd = (code: number): boolean => code >>> DEVICE_SHIFT === DEVICE;

/** "IOCTL_AFD_POLL(handle 0x98: RECEIVE|ACCEPT) = STATUS_PENDING". `input`: the copied part of its buffer; null if there is none. */
export function afdText(handle: number, code: number, status: number, input: string | null): string {
  const request = code >>> REQUEST_SHIFT & REQUEST_MASK;
  const name = REQUESTS[request] === undefined ? `AFD ioctl ${hex(code)}` : `IOCTL_AFD_${REQUESTS[request]}`;
  const polled = request === POLL && input !== null ? polledIn(input) : [];
  return `${name}(${polled.length > 0 ? polled.join(', ') : `handle ${hex(handle)}`}) = ${STATUSES.get(status >>> 0) ?? hex(status >>> 0)}`;
}

function polledIn(input: string): string[] {
  const room = Math.max(0, Math.floor((input.length - FIRST_AT) / ITEM_BYTES));
  const count = input.length < FIRST_AT ? 0 : Math.min(wordAt(input, COUNT_AT), room);
  return Array.from({ length: count }, (_, i) => {
    const at = FIRST_AT + i * ITEM_BYTES;
    const mask = wordAt(input, at + 8);
    const names = EVENTS.filter(([, bit]) => (mask & bit) !== 0).map(([name]) => name);
    return `handle ${hex(pointerAt(input, at))}: ${names.length > 0 ? names.join('|') : hex(mask)}`;
  });
}
