/** The written Winsock calls that start operations, and those that take their completions. */
import type { CallsWith } from '../../calls/catalogue.ts';
import type { CallContext, WriteCall } from '../call-context.ts';
import { kept } from '../c-form.ts';

const s = (c: CallContext) => c.value('s');

/** The variable of the operation that a call starts, and its declaration if it is not kept. */
function operationOf(c: CallContext): { name: string; before: string[] } {
  const [named] = c.keep;
  const name = named ?? 'operation';
  const event = c.has('event') ? [`${name}.overlapped.hEvent = ${c.value('event')};`] : [];
  return { name,
    before: [...(named === undefined ? ['static struct operation operation;'] : []), `memset(&${name}, 0, sizeof ${name});`, ...event] };
}

/** `name` and what it takes between the flags and the OVERLAPPED. */
const overlappedReceive = (called: string, between = ''): WriteCall => (c) => {
  const length = c.number('length', 0);
  if (c.raw('overlapped') !== true) {
    return [
      `char data[${Math.max(1, length)}];`, `WSABUF buffer = { ${length}, data };`, 'DWORD n = 0, how = 0;',
      `int result = ${called}(${s(c)}, &buffer, 1, &n, &how${between}, NULL, NULL);`,
      c.outcome('result == 0 ? bytes((int)n, data) : failed()'),
    ];
  }
  if (length > MOST_BYTES) throw c.problem(`its buffer has more than ${MOST_BYTES} bytes`, 'Ask for fewer.');
  const { name, before } = operationOf(c);
  return [
    ...before, `${name}.receives = true;`, `${name}.buffer.buf = ${name}.data;`, `${name}.buffer.len = ${length};`, 'DWORD n = 0;',
    `int result = ${called}(${s(c)}, &${name}.buffer, 1, &n, &${name}.flags${between}, &${name}.overlapped, NULL);`,
    c.outcome(`begun(result == 0, &${name}, n)`),
  ];
};

/** Buffer size of an operation in handoff.h. */
const MOST_BYTES = 4096;

const overlappedSend = (called: string): WriteCall => (c) => {
  const { text, size } = c.data('data');
  const to = c.has('to') ? c.address('to') : null;
  const between = to ? `, (struct sockaddr *)&${to.variable}.name, ${to.variable}.size` : '';
  if (c.raw('overlapped') !== true) {
    return [
      ...(to?.before ?? []), `WSABUF buffer = { ${size}, (char *)${text} };`, 'DWORD n = 0;',
      `int result = ${called}(${s(c)}, &buffer, 1, &n, 0${between}, NULL, NULL);`, c.outcome('result == 0 ? count((int)n) : failed()'),
    ];
  }
  if (size > MOST_BYTES) throw c.problem(`it sends more than ${MOST_BYTES} bytes`, 'Send fewer.');
  const { name, before } = operationOf(c);
  return [
    ...before, ...(to?.before ?? []), `memcpy(${name}.data, ${text}, ${size});`, `${name}.buffer.buf = ${name}.data;`,
    `${name}.buffer.len = ${size};`, 'DWORD n = 0;',
    `int result = ${called}(${s(c)}, &${name}.buffer, 1, &n, 0${between}, &${name}.overlapped, NULL);`,
    c.outcome(`begun(result == 0, &${name}, n)`),
  ];
};

function acceptEx(c: CallContext): string[] {
  const { name, before } = operationOf(c);
  // AcceptEx needs 16 bytes more than the size of an address for each address.
  const room = 'sizeof(struct sockaddr_in6) + 16';
  return [
    ...before, 'DWORD n = 0;',
    `BOOL result = AcceptEx(${s(c)}, ${c.value('acceptSocket')}, ${name}.data, 0, ${room}, ${room}, &n, &${name}.overlapped);`,
    c.outcome(`begun(result, &${name}, n)`),
  ];
}

function overlappedResult(c: CallContext): string[] {
  const name = c.value('operation');
  return [
    'DWORD n = 0, how = 0;',
    `BOOL result = WSAGetOverlappedResult(${s(c)}, &${name}.overlapped, &n, ${c.raw('wait') === true ? 'TRUE' : 'FALSE'}, &how);`,
    c.outcome(`result ? ended_as(&${name}, n) : failed()`),
  ];
}

/** A call that returns NULL on failure. */
export const keptHandle = kept((value) => `true_or_failed(${value} != NULL)`);

function completionPort(c: CallContext): string[] {
  const file = c.has('s') ? `(HANDLE)${s(c)}` : 'INVALID_HANDLE_VALUE';
  return keptHandle(c, `CreateIoCompletionPort(${file}, ${c.value('port', 'NULL')}, ${c.number('key', 0)}, 0)`);
}

function queuedStatus(c: CallContext): string[] {
  return [
    'DWORD n = 0;', 'ULONG_PTR key = 0;', 'OVERLAPPED *ended = NULL;',
    `BOOL result = GetQueuedCompletionStatus(${c.value('port')}, &n, &key, &ended, ${c.number('timeout', 0)});`,
    'char text[32];', 'snprintf(text, sizeof text, "ok key %lu", (unsigned long)key);', c.outcome('result ? text : failed()'),
  ];
}

function queuedStatuses(c: CallContext): string[] {
  const most = c.number('most', 1);
  return [
    `OVERLAPPED_ENTRY ended[${most}];`, 'ULONG n = 0;',
    `BOOL result = GetQueuedCompletionStatusEx(${c.value('port')}, ended, ${most}, &n, ${c.number('timeout', 0)}, FALSE);`,
    c.outcome('result ? count((int)n) : failed()'),
  ];
}

/** The address of a provider's function, in a variable of that name. */
const extension = (c: CallContext, type: string, name: string, id: string): string[] => [
  `${type} ${name} = NULL;`, `GUID which = ${id};`, 'DWORD got = 0;',
  `BOOL found = WSAIoctl(${s(c)}, SIO_GET_EXTENSION_FUNCTION_POINTER, &which, sizeof which, &${name}, sizeof ${name}, &got, `
    + 'NULL, NULL) == 0;',
];

function connectEx(c: CallContext): string[] {
  const { name, before } = operationOf(c);
  const to = c.address('address');
  return [
    ...before, ...to.before, ...extension(c, 'LPFN_CONNECTEX', 'connect_ex', 'WSAID_CONNECTEX'),
    `BOOL result = found && connect_ex(${s(c)}, (struct sockaddr *)&${to.variable}.name, ${to.variable}.size, NULL, 0, NULL, `
      + `&${name}.overlapped);`,
    c.outcome(`begun(result, &${name}, 0)`),
  ];
}

function transmitFile(c: CallContext): string[] {
  const { text, size } = c.data('data');
  if (c.raw('overlapped') !== true) {
    return [
      `TRANSMIT_FILE_BUFFERS parts = { .Head = (void *)${text}, .HeadLength = ${size} };`,
      `BOOL result = TransmitFile(${s(c)}, NULL, 0, 0, NULL, &parts, 0);`, c.outcome(`result ? count(${size}) : failed()`),
    ];
  }
  if (size > MOST_BYTES) throw c.problem(`it sends more than ${MOST_BYTES} bytes`, 'Send fewer.');
  const { name, before } = operationOf(c);
  return [
    ...before, `memcpy(${name}.data, ${text}, ${size});`,
    `TRANSMIT_FILE_BUFFERS parts = { .Head = ${name}.data, .HeadLength = ${size} };`,
    `BOOL result = TransmitFile(${s(c)}, NULL, 0, 0, &${name}.overlapped, &parts, 0);`, c.outcome(`begun(result, &${name}, ${size})`),
  ];
}

export const OVERLAPPED = {
  WSARecv: overlappedReceive('WSARecv'),
  WSASend: overlappedSend('WSASend'),
  WSARecvFrom: overlappedReceive('WSARecvFrom', ', NULL, NULL'),
  WSASendTo: overlappedSend('WSASendTo'),
  AcceptEx: acceptEx,
  ConnectEx: connectEx,
  DisconnectEx: (c) => [
    ...extension(c, 'LPFN_DISCONNECTEX', 'disconnect_ex', 'WSAID_DISCONNECTEX'),
    c.outcome(`true_or_failed(found && disconnect_ex(${s(c)}, NULL, ${c.flags('flags')}, 0))`),
  ],
  TransmitFile: transmitFile,
  WSAGetOverlappedResult: overlappedResult,
  CancelIoEx: (c) =>
    [c.outcome(`true_or_failed(CancelIoEx((HANDLE)${s(c)}, ${c.has('operation') ? `&${c.value('operation')}.overlapped` : 'NULL'}))`)],
  CreateIoCompletionPort: completionPort,
  GetQueuedCompletionStatus: queuedStatus,
  GetQueuedCompletionStatusEx: queuedStatuses,
} satisfies Partial<Record<CallsWith<'winsock', { c: 'written' }>, WriteCall>>;
