/** Sections F, G and H: completion ports, inheritance and raw handles, the level of the providers; unix sockets. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const PORT = 'Microsoft Learn: CreateIoCompletionPort';
const HANDLES = 'Microsoft Learn: Socket Handles';
const SPI = 'Microsoft Learn: WSPDuplicateSocket and WSPSocket';

const COMPLETION = section('Completion ports', WINSOCK_PLATFORMS, [
  {
    id: 'S49', title: 'A socket stays with its completion port until it closes.',
    evidence: ['documented'], sources: [PORT, 'Wine: ws2_32 tests, completion ports', '.NET: DoAsyncOperation_OnBothOriginalAndClone'],
    text: 'The association is made with the file object, not with the descriptor: another CreateIoCompletionPort through any '
      + 'descriptor fails with ERROR_INVALID_PARAMETER, and operations issued through a duplicate complete to the first port, '
      + 'which belongs to another process.',
  },
]);

const INHERITANCE = section('Inheritance and raw handles', WINSOCK_PLATFORMS, [
  {
    id: 'S50', title: 'Socket handles are inheritable by default.',
    evidence: ['documented', 'implementation'],
    sources: ['Microsoft Learn: CreateProcess', 'Microsoft Learn: SetHandleInformation', 'Microsoft Learn: WSASocketW'],
    text: 'A child created with bInheritHandles gets them under the same numbers. SetHandleInformation can clear the flag later, '
      + 'but a child created in between has the handle; WSA_FLAG_NO_HANDLE_INHERIT avoids this race. Sources disagree about '
      + 'handles from accept.',
  },
  {
    id: 'S51', title: 'DuplicateHandle is not for sockets.',
    evidence: ['documented'], sources: [HANDLES, 'Microsoft Learn: DuplicateHandle'],
    text: 'It reports no error, but Winsock in the target might not know the handle, and its reference count becomes wrong. The '
      + 'effect of calls on such a handle is undefined.',
  },
  {
    id: 'S52', title: 'An inherited handle works as a socket only if it is a kernel handle.',
    evidence: ['documented', 'implementation'], sources: [HANDLES],
    text: 'Without layered providers many calls work on it. With a provider that has no kernel handles they fail, and clearing '
      + 'the inherit flag of the placeholder handle does not stop the real handle from being inherited.',
  },
  {
    id: 'S53', title: 'SIO_BASE_HANDLE returns the handle of the base provider.',
    evidence: [], sources: ['Wine: ws2_32 tests, test_base_handle'],
    text: 'It equals the socket if there is no layered provider.',
  },
]);

const LAYERS = section('Providers', WINSOCK_PLATFORMS, [
  {
    id: 'S54', title: 'The provider does the work, at both ends.', evidence: ['documented'], sources: [SPI],
    text: 'WSADuplicateSocketW becomes WSPDuplicateSocket in the source and WSASocketW becomes WSPSocket in the target, where '
      + 'the provider must recognize its own blob. A provider with kernel handles can use DuplicateHandle; one without must do '
      + 'everything itself.',
    notRunnable: 'It needs a custom service provider installed on Windows.',
  },
  {
    id: 'S55', title: 'Layered providers pass the blob on unchanged.', evidence: ['documented'], sources: [SPI],
    text: 'Only the last layer replaces it with the information of the base provider. Layered providers have been deprecated '
      + 'since Windows 8.',
    notRunnable: 'It needs a layered provider installed on Windows.',
  },
  {
    id: 'S56', title: 'Applications call WSASocketW, not WSPSocket.',
    evidence: ['documented'], sources: ['Microsoft Learn: Shared Sockets'],
    text: 'The page on shared sockets says that the target calls WSPSocket; that is an error, and the function page is correct.',
    notRunnable: 'It corrects a sentence in the documentation; there is nothing to perform.',
  },
]);

const UNIX = section('Unix sockets', WINSOCK_PLATFORMS, [
  {
    id: 'S57', title: 'A unix socket is a stream bound to a path.', evidence: ['documented'],
    sources: ['Microsoft: AF_UNIX comes to Windows', 'afunix.h', '.NET: UnixDomainSocketTest', 'Go: unixsock_windows_test',
      'microsoft/WSL: issue 4240'],
    text: 'Windows 10 and later have AF_UNIX for SOCK_STREAM only; the address is a sockaddr_un. There are no datagrams, no SCM_RIGHTS, no '
      + 'socketpair, and the system chooses no names; users report that a connect to an abstract name fails with WSAEINVAL. The file '
      + 'of a path stays after the close and must be deleted before another bind. Connections, exports and events follow the rules of '
      + 'other streams, a hypothesis; options, AcceptEx, ConnectEx and non-blocking connects are left open. An older Windows fails '
      + 'with WSAEAFNOSUPPORT.',
  },
]);

export const WINSOCK_SYSTEM: readonly RuleEntry[] = [...COMPLETION, ...INHERITANCE, ...LAYERS, ...UNIX];
