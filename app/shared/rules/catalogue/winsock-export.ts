/** Sections A and B: the export, and the 628 bytes that it fills. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const DUPLICATE = 'Microsoft Learn: WSADuplicateSocketW';
const WSASOCKET = 'Microsoft Learn: WSASocketW';
const SHARED = 'Microsoft Learn: Shared Sockets';
const INFO = 'Microsoft Learn: WSAPROTOCOL_INFOW';
const WINE_DUPLICATE = 'Wine: ws2_32 tests, test_WSADuplicateSocket';
const REACTOS = 'ReactOS: msafd, WSPDuplicateSocket';

const EXPORT = section('Export', WINSOCK_PLATFORMS, [
  {
    id: 'S1', title: 'An export names the importing process.', evidence: ['documented'], sources: [DUPLICATE],
    text: 'WSADuplicateSocketW takes a socket, the process id of the importer, and a buffer for a WSAPROTOCOL_INFOW. It returns '
      + '0, or SOCKET_ERROR with the reason in WSAGetLastError; the family, type and protocol it writes are those of the socket.',
  },
  {
    id: 'S2', title: 'An export fails with one of eight documented errors.', evidence: ['documented'], sources: [DUPLICATE],
    text: 'They are WSANOTINITIALISED, WSAENETDOWN, WSAEINVAL, WSAEINPROGRESS, WSAEMFILE, WSAENOBUFS, WSAENOTSOCK and WSAEFAULT. '
      + 'A socket with quality of service cannot be exported.',
  },
  {
    id: 'S3', title: 'An export checks the socket first, then the process, then the buffer.',
    evidence: ['implementation'], sources: [WINE_DUPLICATE, REACTOS],
    text: 'A bad socket gives WSAENOTSOCK whatever else is wrong, a bad process id WSAEINVAL, a bad buffer WSAEFAULT. A process '
      + 'that does not exist has no separate error.',
  },
  {
    id: 'S4', title: 'A blob can be imported once.', evidence: ['documented'], sources: [DUPLICATE, WSASOCKET],
    text: 'A second WSASocketW with the same WSAPROTOCOL_INFOW fails with WSAEINVAL. The error after the first descriptor is '
      + 'closed depends on the provider.',
  },
  {
    id: 'S5', title: 'Every import needs its own export.',
    evidence: ['documented', 'implementation'], sources: [DUPLICATE, 'Apache httpd: mpm_winnt', 'libuv: pipes on Windows'],
    text: 'A blob is good for one socket, one target process and one import, so handing a socket to several workers takes one '
      + 'WSADuplicateSocketW call per worker.',
  },
  {
    id: 'S6', title: 'The documentation describes a handoff in ten rows.', evidence: ['documented'], sources: [DUPLICATE, SHARED],
    text: 'The source creates and connects the socket, obtains the process id of the target, exports the socket and sends the '
      + 'blob; the target receives it, imports it and exchanges data; finally the source closes its descriptor.',
  },
  {
    id: 'S7', title: 'The target holds a reference as soon as the export is made.',
    evidence: ['documented', 'implementation'],
    sources: [DUPLICATE, 'CPython: socket.share tests', '.NET: DuplicateAndClose tests', REACTOS],
    text: 'The documented table closes the source last, but no page requires it, and with the Microsoft provider the source can '
      + 'close before the import: the export has already put a handle into the target. Keep the order of the table if the socket '
      + 'can have layered providers.',
  },
  {
    id: 'S8', title: 'An export that is never imported stays open until its target exits.',
    evidence: ['implementation', 'supposed'], sources: ['libuv: undelivered transfers of a pipe on Windows'],
    text: 'The handle in the target keeps the connection and the port open, and no code there knows about it. Importing and '
      + 'closing it is the only way to release it while the target runs.',
  },
  {
    id: 'S9', title: 'Threads need no export, and a process may export to itself.', evidence: ['documented'], sources: [DUPLICATE, SHARED],
    text: 'A SOCKET is valid in every thread of its process. An export to the caller\'s own process id is legal and yields a '
      + 'second descriptor in the same process.',
  },
  {
    id: 'S10', title: 'An export needs the right to put a handle into the target.',
    evidence: ['documented', 'implementation', 'supposed'], sources: ['Microsoft Learn: DuplicateHandle', SHARED, REACTOS],
    text: 'The caller must be able to open the target with PROCESS_DUP_HANDLE; otherwise the call most likely fails with '
      + 'WSAEINVAL. Winsock itself has no access control: a process that holds a descriptor can do anything with the socket.',
    notRunnable: 'It needs a process with more privileges than the inspector has, and the inspector starts none.',
  },
  {
    id: 'S11', title: 'Only the process that owns the descriptor can export it.', evidence: ['implementation'],
    text: 'A SOCKET is a number that is valid in one process. Exporting the same number in another process fails with WSAENOTSOCK.',
  },
  {
    id: 'S12', title: 'A target that has not finished starting can be exported to.',
    evidence: ['implementation'], sources: ['Apache httpd: mpm_winnt', 'PostgreSQL: backend start on Windows'],
    text: 'Real programs use two orders: wait until the child reports that it is ready, or create it suspended, export, and resume it.',
  },
]);

const BLOB = section('The blob', WINSOCK_PLATFORMS, [
  {
    id: 'S13', title: 'A WSAPROTOCOL_INFOW is 628 bytes everywhere.',
    evidence: ['documented'], sources: [INFO, 'libuv: size of the transfer frame on Windows'],
    text: 'All members are four bytes long or arrays of such members, so the layout on x86, x64 and arm64 is the same, without '
      + 'padding. The ANSI form has 372 bytes.',
  },
  {
    id: 'S14', title: 'ChainLen shows whether the socket has a layered provider.', evidence: ['documented'], sources: [INFO],
    text: '0 is a layer by itself, 1 a base protocol, more than 1 a chain with the top layer first. More than 1 in an exported '
      + 'blob means that third-party code takes part in the handoff.',
  },
  {
    id: 'S15', title: 'XP1_IFS_HANDLES means that the socket is a kernel handle.',
    evidence: ['documented'], sources: ['Microsoft Learn: Socket Handles'],
    text: 'If bit 0x00020000 of dwServiceFlags1 is clear, the number is a placeholder of a layered provider, and inheriting or '
      + 'duplicating it as a handle is unreliable.',
  },
  {
    id: 'S16', title: 'A blob must be transferred whole and unchanged.',
    evidence: ['documented', 'implementation'], sources: [INFO, 'Cygwin: fhandler of sockets', REACTOS],
    text: 'The part that makes it a capability belongs to the provider, and providers use different fields for it. A blob '
      + 'rebuilt from family, type and protocol is useless.',
  },
  {
    id: 'S17', title: 'SO_PROTOCOL_INFOW describes a socket and cannot transfer it.',
    evidence: ['documented'],
    sources: ['Microsoft Learn: SOL_SOCKET Socket Options', 'Wine: ws2_32 tests, test_set_getsockopt and test_WSASocket'],
    text: 'getsockopt fills the same structure, but WSASocketW creates a new socket from it. The bytes that differ from an '
      + 'exported blob are the capability.',
  },
  {
    id: 'S18', title: 'A blob of the wrong length must be rejected before it reaches Winsock.',
    evidence: ['implementation'], sources: ['CPython: socket.fromshare tests', '.NET: SocketInformation tests'],
    text: 'The call takes a pointer and no length, so the receiver of a blob must check that 628 bytes arrived.',
  },
]);

export const WINSOCK_EXPORT: readonly RuleEntry[] = [...EXPORT, ...BLOB];
