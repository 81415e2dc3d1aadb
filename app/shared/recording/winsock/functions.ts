/** The functions that the recorder of Windows programs sees, and which memory it copies beside their arguments. */

/** Memory that a pointer argument names, copied before or after the call. */
export interface Copy {
  when: 'enter' | 'exit';
  /** Index of the pointer. */
  arg: number;
  /** Bytes; with `count` the product of that argument and `unit`, at most `bytes`. */
  bytes: number;
  count?: number;
  unit?: number;
  /**
   * In place of memory of the program an address of a socket, after the call: of the peer of the one that it returned, or of the
   * one in its first argument, the own one or that of its peer.
   */
  name?: 'returned' | 'own' | 'peer';
}

export interface RecordedFunction {
  name: string;
  dll: 'ws2_32.dll' | 'mswsock.dll' | 'kernel32.dll' | 'ntdll.dll';
  copies: readonly Copy[];
  /** First eight bytes of the id by which programs ask WSAIoctl for it, as a little-endian number. */
  guid?: bigint;
}

const SOCKADDR = 28;
const INFO_W = 628;
const INFO_A = 372;
const BUFFERS = 256;
/** Bytes of an OVERLAPPED_ENTRY, and how many of them a record has room for. */
const [ENTRY, MOST_ENTRIES] = [32, 25];

const enter = (arg: number, bytes: number): Copy => ({ when: 'enter', arg, bytes });
const exit = (arg: number, bytes: number): Copy => ({ when: 'exit', arg, bytes });
/** A list of `unit` bytes per item, with its length in another argument. */
const list = (arg: number, count: number, unit: number): Copy => ({ when: 'enter', arg, bytes: BUFFERS, count, unit });
/** OVERLAPPED_ENTRY records, as many as there is room for. */
const entries = (arg: number, room: number): Copy => ({ when: 'exit', arg, bytes: MOST_ENTRIES * ENTRY, count: room, unit: ENTRY });
/** An address with its length in another argument. */
const address = (arg: number, length: number): Copy => ({ when: 'enter', arg, bytes: SOCKADDR, count: length, unit: 1 });
const WORD = 4;
const POINTER = 8;
/** An fd_set with as many sockets as a record has room for; a timeval; and a WSAPOLLFD. */
const [SET, TIMEVAL, POLLED] = [264, 8, 16];
/** As many handles as WSAWaitForMultipleEvents takes. */
const MOST_EVENTS = 64;

/** Programs need not ask for addresses, and these tell connections apart. */
const named = (name: Copy['name'] & string): Copy => ({ when: 'exit', arg: 0, bytes: SOCKADDR, name });

const ws2 = (name: string, ...copies: readonly Copy[]): RecordedFunction => ({ name, dll: 'ws2_32.dll', copies });
const kernel = (name: string, ...copies: readonly Copy[]): RecordedFunction => ({ name, dll: 'kernel32.dll', copies });
const msw = (name: string, guid: bigint, ...copies: readonly Copy[]): RecordedFunction => ({ name, dll: 'mswsock.dll', copies, guid });

/** Their indexes are the numbers in the records. */
export const FUNCTIONS: readonly RecordedFunction[] = [
  ws2('socket'), ws2('WSASocketW', enter(3, INFO_W)), ws2('WSASocketA', enter(3, INFO_A)),
  ws2('bind', address(1, 2), named('own')), ws2('listen'), ws2('connect', address(1, 2), named('own')),
  ws2('WSAConnect', address(1, 2), named('own')),
  ws2('accept', named('returned')), ws2('WSAAccept', named('returned')),
  ws2('getsockname', exit(1, SOCKADDR)), ws2('getpeername', exit(1, SOCKADDR)),
  ws2('send'), ws2('recv'), ws2('sendto', address(4, 5)), ws2('recvfrom'),
  ws2('WSASend', list(1, 2, 16), exit(3, WORD)), ws2('WSARecv', list(1, 2, 16), exit(3, WORD)),
  ws2('WSASendTo', list(1, 2, 16), exit(3, WORD), address(5, 6)), ws2('WSARecvFrom', list(1, 2, 16), exit(3, WORD)),
  ws2('shutdown'), ws2('closesocket'), ws2('ioctlsocket', enter(2, WORD), exit(2, WORD)),
  ws2('setsockopt', { when: 'enter', arg: 3, bytes: 8, count: 4, unit: 1 }, named('peer')), ws2('getsockopt', exit(4, WORD), exit(3, WORD)),
  ws2('WSADuplicateSocketW', exit(2, INFO_W)), ws2('WSADuplicateSocketA', exit(2, INFO_A)),
  ws2('WSACreateEvent'), ws2('WSACloseEvent'), ws2('WSAEventSelect'), ws2('WSAAsyncSelect'),
  ws2('WSAEnumNetworkEvents', exit(2, 44)), ws2('WSAGetOverlappedResult', exit(2, WORD)),
  ws2('WSAIoctl'), ws2('select', enter(1, SET), enter(2, SET), enter(3, SET), enter(4, TIMEVAL)), ws2('WSAPoll', list(0, 1, POLLED)),
  msw('AcceptEx', 0x11cf_cbac_b536_7df1n), msw('ConnectEx', 0x4660_ddf3_25a2_07b9n, address(1, 2)),
  msw('DisconnectEx', 0x436f_8630_7fda_2e11n), msw('TransmitFile', 0x11cf_cbac_b536_7df0n), msw('WSARecvMsg', 0x454b_6f58_f689_d7c8n),
  kernel('CloseHandle'), kernel('DuplicateHandle', exit(3, POINTER)), kernel('SetHandleInformation'),
  kernel('CreateProcessW', exit(9, 24)), kernel('CreateProcessA', exit(9, 24)), kernel('OpenProcess'),
  kernel('SetEvent'), kernel('ResetEvent'),
  kernel('CreateIoCompletionPort'), kernel('GetQueuedCompletionStatus', exit(1, WORD), exit(2, POINTER), exit(3, POINTER)),
  kernel('GetQueuedCompletionStatusEx', entries(1, 2), exit(3, WORD)), kernel('PostQueuedCompletionStatus'), kernel('CancelIoEx'),
  kernel('SetFileCompletionNotificationModes'),
  { name: 'NtDeviceIoControlFile', dll: 'ntdll.dll', copies: [{ when: 'enter', arg: 6, bytes: BUFFERS, count: 7, unit: 1 }] },
  ws2('WSAWaitForMultipleEvents', { when: 'enter', arg: 1, bytes: MOST_EVENTS * POINTER, count: 0, unit: POINTER }),
];

/** Functions that no call of the catalogue is: what they show belongs to others. */
const ASIDE: ReadonlySet<string> = new Set(['OpenProcess', 'WSAIoctl', 'TransmitFile', 'WSARecvMsg',
  'SetFileCompletionNotificationModes', 'NtDeviceIoControlFile']);

/** Functions before which a thread can be held. */
export const HOLDABLE: readonly string[] = FUNCTIONS.map(({ name }) => name).filter((name) => !ASIDE.has(name));

/** Index of the function whose stub hands out the extension functions. */
export const IOCTL_FUNCTION = FUNCTIONS.findIndex(({ name }) => name === 'WSAIoctl');
