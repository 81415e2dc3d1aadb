/** Sections C and D: the import, and what the descriptors of one underlying socket have in common. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const WSASOCKET = 'Microsoft Learn: WSASocketW';
const SHARED = 'Microsoft Learn: Shared Sockets';
const CLOSE = 'Microsoft Learn: closesocket';
const WINE_DUPLICATE = 'Wine: ws2_32 tests, test_WSADuplicateSocket';
const NET_SHARE = '.NET: DuplicateAndClose tests';

const IMPORT = section('Import', WINSOCK_PLATFORMS, [
  {
    id: 'S19', title: 'FROM_PROTOCOL_INFO takes family, type and protocol from the blob.', evidence: ['D', 'T'], sources: [WSASOCKET, WINE_DUPLICATE],
    text: 'It is -1 for any of the three; other values reach the provider as they are, and 0 counts as "any". An import with zeros or with the real numbers works as well.',
  },
  {
    id: 'S20', title: 'Source and target should pass the same flags.', evidence: ['D', 'H'], sources: [WSASOCKET],
    text: 'A socket made by socket() is overlapped, so its importer should pass WSA_FLAG_OVERLAPPED. Programs in the field do both; the kernel object exists already, so the flag most likely cannot change it. Without it SO_RCVTIMEO and SO_SNDTIMEO take no effect.',
  },
  {
    id: 'S21', title: 'Each importer decides for itself whether its handle is inheritable.', evidence: ['D', 'T'], sources: [WSASOCKET, 'Rust: socket cloning on Windows', 'Cygwin: fhandler of sockets', '.NET: DuplicateSocket_IsNotInheritable'],
    text: 'WSA_FLAG_NO_HANDLE_INHERIT is a property of the new handle and is not taken over from the source. An import without it makes an inheritable handle, whatever the source was.',
  },
  {
    id: 'S22', title: 'Multipoint and security flags are attributes of creation.', evidence: ['D'], sources: [WSASOCKET],
    text: 'They say nothing to an import, and the group of an import is 0.',
    notRunnable: 'The flags need a multipoint provider or a special privilege; no provider here has either.',
  },
  {
    id: 'S23', title: 'A blob that is used, incomplete or made for another process does not import.', evidence: ['D', 'H'], sources: [WSASOCKET],
    text: 'WSAEINVAL is documented for used and invalid ones. In the wrong process the handle in it means nothing, which gives WSAEINVAL or WSAENOTSOCK; which of them is not known for Windows.',
  },
]);

const SHARING = section('What is shared', WINSOCK_PLATFORMS, [
  {
    id: 'S24', title: 'Descriptors are duplicated, sockets are not: all state is common.', evidence: ['D', 'W8'], sources: [SHARED],
    text: 'An option set through one descriptor shows through every other one, in every process.',
  },
  {
    id: 'S25', title: 'The Microsoft provider keeps a view of its own per descriptor, taken at import.', evidence: ['T', 'H'], sources: [WINE_DUPLICATE, 'uvicorn: sockets of worker processes'],
    text: 'Whether the socket was bound, listening or connected is remembered at the import: a UDP socket imported before its source binds fails recvfrom with WSAEINVAL. Importing anew refreshes the view. This contradicts the promise of S24.',
  },
  {
    id: 'S26', title: 'Import first and act through the import: that order is safe.', evidence: ['T'], sources: [NET_SHARE, 'CPython: socket.share tests'],
    text: 'A socket can be connected through its import, and a listener exported after listen accepts in the target.',
  },
  {
    id: 'S27', title: 'The blocking mode is shared, and no call can read it.', evidence: ['D', 'H', 'W8'], sources: ['Microsoft Learn: ioctlsocket', '.NET: BlockingState_IsTransferred'],
    text: 'FIONBIO through one descriptor decides for all of them. It shows only in behaviour: a recv on an empty queue waits, or fails with WSAEWOULDBLOCK.',
  },
  {
    id: 'S28', title: 'There is one receive queue and one accept queue.', evidence: ['D', 'H', 'W8'], sources: [SHARED, 'libuv: pipe tests'],
    text: 'Bytes and connections go to whoever asks first, once, and without fairness. Two readers of one stream split it at arbitrary points; a datagram goes whole to one of them.',
  },
  {
    id: 'S29', title: 'Coordination is the business of the applications.', evidence: ['D'], sources: [SHARED],
    text: 'Every descriptor can be used for input and output by itself. The usual split is that one process sets the connection up and the others exchange data on it.',
  },
  {
    id: 'S30', title: 'shutdown acts on the connection, for every holder.', evidence: ['D', 'H', 'W8'], sources: [SHARED],
    text: 'After SD_SEND through any descriptor every send fails with WSAESHUTDOWN, and the peer sees the end of the stream. No descriptor is freed by it.',
  },
  {
    id: 'S31', title: 'closesocket frees a descriptor; the socket closes with the last one.', evidence: ['D', 'W8'], sources: [SHARED, CLOSE, 'ReactOS: Test_CloseDuplicatedSocket'],
    text: 'The peer sees the end of the stream only then. One holder that was forgotten keeps the connection open and the port in use, often under the name of a process that is long gone.',
  },
  {
    id: 'S32', title: 'Linger belongs to the socket and takes effect at the last close.', evidence: ['D', 'I'], sources: [CLOSE, 'ReactOS: afd'],
    text: 'Off is a graceful close in the background. On with 0 seconds resets the connection and loses what was not sent; on with more makes a blocking close wait, and a non-blocking one fail with WSAEWOULDBLOCK. Set by one holder, it turns the last close of another into a reset.',
  },
  {
    id: 'S33', title: 'Closing ends the calls that wait, when it is the last close.', evidence: ['D', 'T'], sources: [CLOSE, 'Wine: ws2_32 tests, completion ports'],
    text: 'Pending overlapped calls end with WSA_OPERATION_ABORTED; while another descriptor lives they go on. Handle numbers are used again at once, so WSAENOTSOCK proves nothing.',
  },
  {
    id: 'S34', title: 'A select on one descriptor is not disturbed by closing another.', evidence: ['T'], sources: ['ReactOS: Test_CloseWhileSelectDuplicatedSocket', 'Wine: ws2_32 tests'],
    text: 'Closing the very descriptor that is waited for wakes the select.',
  },
]);

export const WINSOCK_SHARING: readonly RuleEntry[] = [...IMPORT, ...SHARING];
