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
    id: 'S1', title: 'An export names its importer.', evidence: ['D'], sources: [DUPLICATE],
    text: 'WSADuplicateSocketW takes a socket, the process id of the one that will import, and room for a WSAPROTOCOL_INFOW. It returns 0, or SOCKET_ERROR with the reason in WSAGetLastError; the family, type and protocol it writes are those of the socket.',
  },
  {
    id: 'S2', title: 'An export fails with one of eight documented errors.', evidence: ['D'], sources: [DUPLICATE],
    text: 'They are WSANOTINITIALISED, WSAENETDOWN, WSAEINVAL, WSAEINPROGRESS, WSAEMFILE, WSAENOBUFS, WSAENOTSOCK and WSAEFAULT. A socket with quality of service cannot be exported.',
  },
  {
    id: 'S3', title: 'An export looks at the socket first, then at the process, then at the buffer.', evidence: ['T', 'I'], sources: [WINE_DUPLICATE, REACTOS],
    text: 'A bad socket gives WSAENOTSOCK whatever else is wrong, a bad process id WSAEINVAL, a bad buffer WSAEFAULT. There is no error of its own for a process that does not exist.',
  },
  {
    id: 'S4', title: 'A blob can be imported once.', evidence: ['D'], sources: [DUPLICATE, WSASOCKET],
    text: 'A second WSASocketW with the same WSAPROTOCOL_INFOW fails with WSAEINVAL. Which code comes after the first descriptor was closed depends on the provider.',
  },
  {
    id: 'S5', title: 'Every import needs an export of its own.', evidence: ['D', 'I'], sources: [DUPLICATE, 'Apache httpd: mpm_winnt', 'libuv: pipes on Windows'],
    text: 'A blob stands for one socket, one target process and one import, so handing a socket to several workers takes as many calls of WSADuplicateSocketW.',
  },
  {
    id: 'S6', title: 'The documents draw a handoff in ten rows.', evidence: ['D'], sources: [DUPLICATE, SHARED],
    text: 'The source makes and connects the socket, asks for and gets the process id of the target, exports and sends the blob; the target receives it, imports it and exchanges data; last the source closes its descriptor.',
  },
  {
    id: 'S7', title: 'From the export on, the target holds a reference.', evidence: ['D', 'T', 'I'], sources: [DUPLICATE, 'CPython: socket.share tests', '.NET: DuplicateAndClose tests', REACTOS],
    text: 'The table of the documents closes the source last, but no page demands it, and with the Microsoft provider the source may close before the import: the export has already put a handle into the target. Keep the order of the table all the same where layered providers may sit on the socket.',
  },
  {
    id: 'S8', title: 'An export that nobody imports stays open until its target exits.', evidence: ['I', 'H'], sources: ['libuv: undelivered transfers of a pipe on Windows'],
    text: 'The handle in the target keeps the connection and the port, and no program there knows of it. Importing and closing it is the only way to let it go while the target lives.',
  },
  {
    id: 'S9', title: 'Threads need no export, and a process may export to itself.', evidence: ['D'], sources: [DUPLICATE, SHARED],
    text: 'A SOCKET is valid in every thread of its process. An export to the own process id is legal and leads to a second descriptor in the same process.',
  },
  {
    id: 'S10', title: 'An export needs the right to put a handle into the target.', evidence: ['D', 'I', 'H'], sources: ['Microsoft Learn: DuplicateHandle', SHARED, REACTOS],
    text: 'The caller must be able to open the target with PROCESS_DUP_HANDLE; where it cannot, the call most likely fails with WSAEINVAL. Winsock itself has no access control: whoever holds a descriptor may do everything with the socket.',
    notRunnable: 'It takes a process with more rights than ours, and the inspector starts none.',
  },
  {
    id: 'S11', title: 'The export is made by a process that owns the descriptor.', evidence: ['I'],
    text: 'A SOCKET is a number of one process. Passed to another process as a number and exported there, it gives WSAENOTSOCK.',
  },
  {
    id: 'S12', title: 'A target that has not finished starting can be exported to.', evidence: ['I'], sources: ['Apache httpd: mpm_winnt', 'PostgreSQL: backend start on Windows'],
    text: 'Two orders work in the field: wait until the child says it is ready, or create it suspended, export, then let it run.',
  },
]);

const BLOB = section('The blob', WINSOCK_PLATFORMS, [
  {
    id: 'S13', title: 'A WSAPROTOCOL_INFOW is 628 bytes everywhere.', evidence: ['D'], sources: [INFO, 'libuv: size of the transfer frame on Windows'],
    text: 'All of its members are four bytes or made of such, so x86, x64 and arm64 lay it out alike, without padding. The ANSI form has 372 bytes.',
  },
  {
    id: 'S14', title: 'ChainLen tells whether a layered provider sits on the socket.', evidence: ['D'], sources: [INFO],
    text: '0 is a layer by itself, 1 a base protocol, more than 1 a chain with the top layer first. More than 1 in an exported blob means that other code takes part in the handoff.',
  },
  {
    id: 'S15', title: 'XP1_IFS_HANDLES says that the socket is a kernel handle.', evidence: ['D'], sources: ['Microsoft Learn: Socket Handles'],
    text: 'Where the bit 0x00020000 of dwServiceFlags1 is clear, the number is a dummy of a layered provider, and inheriting or duplicating it as a handle is unreliable.',
  },
  {
    id: 'S16', title: 'A blob travels whole and unchanged.', evidence: ['D', 'I'], sources: [INFO, 'Cygwin: fhandler of sockets', REACTOS],
    text: 'The part that makes it a capability belongs to the provider, and providers put it into different fields. A blob rebuilt from family, type and protocol is worth nothing.',
  },
  {
    id: 'S17', title: 'SO_PROTOCOL_INFOW describes a socket and cannot transfer it.', evidence: ['D', 'T'], sources: ['Microsoft Learn: SOL_SOCKET Socket Options', 'Wine: ws2_32 tests, test_set_getsockopt and test_WSASocket'],
    text: 'getsockopt fills the same structure, but WSASocketW makes a new socket of it. The bytes in which it differs from an exported blob are the capability.',
  },
  {
    id: 'S18', title: 'A blob of another length is refused before Winsock sees it.', evidence: ['T'], sources: ['CPython: socket.fromshare tests', '.NET: SocketInformation tests'],
    text: 'The call takes a pointer and no length, so whoever receives a blob must check that 628 bytes arrived.',
  },
]);

export const WINSOCK_EXPORT: readonly RuleEntry[] = [...EXPORT, ...BLOB];
