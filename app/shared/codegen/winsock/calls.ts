/** The Winsock calls that have no C template in the catalogue. */
import type { CallsWith } from '../../calls/catalogue.ts';
import * as k from '../../calls/constants-winsock.ts';
import type { CallContext, WriteCall } from '../call-context.ts';
import { kept, table } from '../c-form.ts';
import { OVERLAPPED, keptHandle } from './calls-overlapped.ts';

const s = (c: CallContext) => c.value('s');

const makes = (call: (c: CallContext) => string): WriteCall => (c) => kept((value) => `made(${value})`)(c, call(c));

const socketFrom = (called: 'WSASocketW' | 'WSASocketA'): WriteCall => (c) => {
  const info = c.has('protocolInfo') ? c.value('protocolInfo') : null;
  const absent = info === null ? '0' : 'FROM_PROTOCOL_INFO';
  const call =
    `${called}(${c.constant('af', absent)}, ${c.constant('type', absent)}, ${c.constant('protocol', absent)}, `
      + `${info === null ? 'NULL' : `&${info}`}, 0, ${c.flags('flags')})`;
  return makes(() => call)(c);
};

/** `form`: W or A. */
const duplicate = (form: 'W' | 'A'): WriteCall => (c) => {
  const empty = c.raw('nullBuffer') === true;
  const kept = c.keep[0] ?? 'info';
  return [
    ...(empty || c.keep[0] !== undefined ? [] : [`WSAPROTOCOL_INFO${form} info;`]),
    c.outcome(`done(WSADuplicateSocket${form}(${s(c)}, ${c.value('processId')}, ${empty ? 'NULL' : `&${kept}`}))`),
  ];
};

function setsockopt(c: CallContext): string[] {
  const [level, name, value] = [c.constant('level'), c.constant('name'), c.raw('value')];
  if (name === 'SO_UPDATE_CONNECT_CONTEXT') return [c.outcome(`done(setsockopt(${s(c)}, ${level}, ${name}, NULL, 0))`)];
  const set = c.outcome(`done(setsockopt(${s(c)}, ${level}, ${name}, (const char *)&value, sizeof value))`);
  if (typeof value === 'object' && value !== null && 'onoff' in value && 'linger' in value) {
    return [`struct linger value = { .l_onoff = ${Number(value.onoff)}, .l_linger = ${Number(value.linger)} };`, set];
  }
  return [`${name === 'SO_UPDATE_ACCEPT_CONTEXT' ? 'SOCKET' : 'int'} value = ${c.value('value')};`, set];
}

function getsockopt(c: CallContext): string[] {
  const [level, name] = [c.constant('level'), c.constant('name')];
  const get = `int result = getsockopt(${s(c)}, ${level}, ${name}, (char *)&value, &size);`;
  const size = 'int size = sizeof value;';
  if (name === 'SO_PROTOCOL_INFOW') {
    const kept = c.keep[0] ?? 'info';
    return [...(c.keep[0] === undefined ? ['WSAPROTOCOL_INFOW info;'] : []), `int size = sizeof ${kept};`,
      c.outcome(`done(getsockopt(${s(c)}, ${level}, ${name}, (char *)&${kept}, &size))`)];
  }
  if (name === 'SO_LINGER') {
    return ['struct linger value;', size, get, 'char text[64];',
      'snprintf(text, sizeof text, "ok on/off %d, %d s", value.l_onoff, value.l_linger);', c.outcome('result == 0 ? text : failed()')];
  }
  // Some options are one byte long; the other bytes of the int must be zero.
  const value = 'int value = 0;';
  if (name === 'SO_TYPE') {
    return [value, size, get,
      c.outcome(
        'result != 0 ? failed() : value == SOCK_STREAM ? "ok SOCK_STREAM" : value == SOCK_DGRAM ? "ok SOCK_DGRAM" : "ok SOCK_RAW"')];
  }
  return [value, size, get, c.outcome('result == 0 ? count(value) : failed()')];
}

function ioctlsocket(c: CallContext): string[] {
  const command = c.constant('command');
  const call = `ioctlsocket(${s(c)}, ${command === 'FIONBIO' ? '(long)FIONBIO' : command}, &value)`;
  if (command === 'FIONREAD')
    return ['u_long value = 0;', `int result = ${call};`, c.outcome('result == 0 ? count((int)value) : failed()')];
  return [`u_long value = ${c.value('value')};`, c.outcome(`done(${call})`)];
}

function enumerate(c: CallContext): string[] {
  return [
    table(k.FD),
    'WSANETWORKEVENTS record = { 0 };',
    `int result = WSAEnumNetworkEvents(${s(c)}, ${c.value('event', 'NULL')}, &record);`,
    c.outcome('flags(result == 0, record.lNetworkEvents, known)'),
  ];
}

function waitForEvents(c: CallContext): string[] {
  const list = c.values('events');
  return [
    `WSAEVENT awaited[] = { ${list.join(', ')} };`,
    c.outcome(
      `waited(WSAWaitForMultipleEvents(${list.length}, awaited, ${c.raw('waitAll') === true ? 'TRUE' : 'FALSE'}, `
        + `${c.number('timeout', 0)}, FALSE))`),
  ];
}

function select(c: CallContext): string[] {
  const milliseconds = c.number('timeout', 0);
  const sets = (['read', 'write', 'except'] as const).map((name) => ({ variable: `to_${name}`, of: c.values(name) }));
  const used = sets.filter(({ of }) => of.length > 0);
  return [
    ...(used.length > 0 ? [`fd_set ${used.map(({ variable }) => variable).join(', ')};`] : []),
    ...used.flatMap(({ variable, of }) => [`FD_ZERO(&${variable});`, ...of.map((one) => `FD_SET(${one}, &${variable});`)]),
    `struct timeval longest = { ${Math.trunc(milliseconds / 1000)}, ${(milliseconds % 1000) * 1000} };`,
    c.outcome(`count(select(0, ${sets.map(({ variable, of }) => (of.length > 0 ? `&${variable}` : 'NULL')).join(', ')}, &longest))`),
  ];
}

/** SIO_BASE_HANDLE returns a SOCKET, FIONREAD a number. */
function ioctl(c: CallContext): string[] {
  const base = c.constant('code') === 'SIO_BASE_HANDLE';
  return [
    `${base ? 'SOCKET' : 'u_long'} value = 0;`, 'DWORD size;',
    `int result = WSAIoctl(${s(c)}, ${c.constant('code')}, NULL, 0, &value, sizeof value, &size, NULL, NULL);`,
    c.outcome(base ? 'done(result)' : 'result == 0 ? count((int)value) : failed()'),
  ];
}

/** DuplicateHandle bypasses Winsock and needs an open handle of the target process. */
function duplicateHandle(c: CallContext): string[] {
  const kept = c.keep[0] ?? 'copy';
  const other = c.has('targetProcess');
  return [
    ...(c.keep[0] === undefined ? ['SOCKET copy = INVALID_SOCKET;'] : []),
    `HANDLE receiver = ${other ? `OpenProcess(PROCESS_DUP_HANDLE, FALSE, ${c.value('targetProcess')})` : 'GetCurrentProcess()'};`,
    `BOOL result = DuplicateHandle(GetCurrentProcess(), (HANDLE)${s(c)}, receiver, (HANDLE *)&${kept}, 0, `
      + `${c.raw('inherit') === true ? 'TRUE' : 'FALSE'}, DUPLICATE_SAME_ACCESS);`,
    c.outcome('true_or_failed(result)'),
    ...(other ? ['CloseHandle(receiver);'] : []),
  ];
}

function peekMessages(c: CallContext): string[] {
  return [table(k.FD), `unsigned long set = socket_messages(${c.value('window')}, ${c.number('timeout', 0)});`,
    c.outcome('flags(true, set, known)')];
}

function enumProtocols(c: CallContext): string[] {
  const kept = c.keep[0] ?? 'found';
  return [
    'static WSAPROTOCOL_INFOW providers_found[64];', 'DWORD size = sizeof providers_found;',
    `${c.keep[0] === undefined ? 'int ' : ''}${kept} = WSAEnumProtocolsW(NULL, providers_found, &size);`, c.outcome(`count(${kept})`),
  ];
}

function createProcess(c: CallContext): string[] {
  const { name, pid } = c.other();
  const suspended = c.raw('suspended') === true;
  const kept = c.keep[0] === undefined ? [] : [`${c.keep[0]} = ${pid};`];
  return [
    'STARTUPINFOW how = { .cb = sizeof how };', 'PROCESS_INFORMATION made_process = { 0 };',
    `BOOL result = CreateProcessW(NULL, command_of("${name}", "${c.process}"), NULL, NULL, `
      + `${c.raw('inheritHandles') === true ? 'TRUE' : 'FALSE'},`,
    `    DETACHED_PROCESS${suspended ? ' | CREATE_SUSPENDED' : ''}, NULL, NULL, &how, &made_process);`,
    'const char *outcome = true_or_failed(result);',
    `${pid} = made_process.dwProcessId;`, ...kept,
    ...(suspended ? [`${pid}_thread = made_process.hThread;`] : ['CloseHandle(made_process.hThread);']),
    'CloseHandle(made_process.hProcess);',
    c.outcome('outcome'),
    // Its inbox must exist before anything is sent to it.
    ...(suspended ? [] : ['if (result) await_turn(0);']),
  ];
}

function resumeThread(c: CallContext): string[] {
  const { pid } = c.other();
  return [`DWORD result = ResumeThread(${pid}_thread);`, c.outcome('count((int)result)'), `CloseHandle(${pid}_thread);`,
    'if (result != (DWORD)-1) await_turn(0);'];
}

export const WINSOCK_WRITTEN: Readonly<Record<CallsWith<'winsock', { c: 'written' }>, WriteCall>> = {
  ...OVERLAPPED,
  WSASocketW: socketFrom('WSASocketW'),
  WSASocketA: socketFrom('WSASocketA'),
  WSADuplicateSocketW: duplicate('W'),
  WSADuplicateSocketA: duplicate('A'),
  CreateWindowExW: (c) => keptHandle(c, 'CreateWindowExW(0, L"Static", NULL, 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL)'),
  WSAAsyncSelect: (c) => {
    const window = typeof c.raw('window') === 'number' ? `(HWND)(ULONG_PTR)${c.value('window')}` : c.value('window', 'NULL');
    return [c.outcome(`done(WSAAsyncSelect(${s(c)}, ${window}, ${c.number('message', 0x400)}, ${c.flags('mask')}))`)];
  },
  PeekMessageW: peekMessages,
  WSAEnumProtocolsW: enumProtocols,
  CreateProcessW: createProcess,
  ResumeThread: resumeThread,
  setsockopt, getsockopt, ioctlsocket, select, WSAIoctl: ioctl, DuplicateHandle: duplicateHandle,
  WSACreateEvent: (c) => {
    const kept = c.keep[0] ?? 'made_event';
    return [`${c.keep[0] === undefined ? 'WSAEVENT ' : ''}${kept} = WSACreateEvent();`,
      c.outcome(`true_or_failed(${kept} != WSA_INVALID_EVENT)`)];
  },
  WSAEnumNetworkEvents: enumerate,
  WSAWaitForMultipleEvents: waitForEvents,
  GetHandleInformation: (c) => [
    table(k.HANDLE_FLAGS), 'DWORD set = 0;', `BOOL result = GetHandleInformation((HANDLE)${s(c)}, &set);`,
    c.outcome('flags(result, set, known)'),
  ],
  WSAPoll: (c) => [
    `WSAPOLLFD asked[] = { ${c.values('fds').map((one) => `{ ${one}, ${c.flags('events')}, 0 }`).join(', ')} };`,
    c.outcome(`count(WSAPoll(asked, ${c.values('fds').length}, ${c.number('timeout', 0)}))`),
  ],
};
