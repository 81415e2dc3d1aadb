/** Sections C and D: the import, and what the descriptors of one underlying socket have in common. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const WSASOCKET = 'Microsoft Learn: WSASocketW';
const SHARED = 'Microsoft Learn: Shared Sockets';
const CLOSE = 'Microsoft Learn: closesocket';
const WINE_DUPLICATE = 'Wine: ws2_32 tests, test_WSADuplicateSocket';
const NET_SHARE = '.NET: DuplicateAndClose tests';

const IMPORT = section('Import', WINSOCK_PLATFORMS, [
  {
    id: 'S19', title: 'FROM_PROTOCOL_INFO takes family, type and protocol from the blob.',
    evidence: ['documented'], sources: [WSASOCKET, WINE_DUPLICATE],
    text: 'FROM_PROTOCOL_INFO is -1 and can replace any of the three; other values reach the provider unchanged, and 0 means '
      + '"any". An import with zeros or with the real values works as well.',
  },
  {
    id: 'S20', title: 'Source and target should pass the same flags.', evidence: ['documented', 'supposed'], sources: [WSASOCKET],
    text: 'A socket made by socket() is overlapped, so its importer should pass WSA_FLAG_OVERLAPPED. Real programs do either; '
      + 'the kernel object already exists, so the flag most likely cannot change it. Without it SO_RCVTIMEO and SO_SNDTIMEO have '
      + 'no effect.',
  },
  {
    id: 'S21', title: 'Each importer decides for itself whether its handle is inheritable.',
    evidence: ['documented'],
    sources: [WSASOCKET, 'Rust: socket cloning on Windows', 'Cygwin: fhandler of sockets', '.NET: DuplicateSocket_IsNotInheritable'],
    text: 'WSA_FLAG_NO_HANDLE_INHERIT is a property of the new handle and is not copied from the source. An import without it '
      + 'creates an inheritable handle, even if the source is not inheritable.',
  },
  {
    id: 'S22', title: 'Multipoint and security flags apply only when a socket is created.', evidence: ['documented'], sources: [WSASOCKET],
    text: 'An import ignores them, and its group is 0.',
    notRunnable: 'The flags need a multipoint provider or a special privilege, and neither is available here.',
  },
  {
    id: 'S23', title: 'A blob that is used, incomplete or made for another process cannot be imported.',
    evidence: ['documented', 'supposed'], sources: [WSASOCKET],
    text: 'WSAEINVAL is documented for used and invalid blobs. In the wrong process the handle in the blob is meaningless, which '
      + 'gives WSAEINVAL or WSAENOTSOCK; it is not known which of them Windows returns.',
  },
]);

const SHARING = section('What is shared', WINSOCK_PLATFORMS, [
  {
    id: 'S24', title: 'Descriptors are duplicated, sockets are not: all state is shared.',
    evidence: ['documented', 'observedOnWine'], sources: [SHARED],
    text: 'An option set through one descriptor is visible through every other descriptor in every process.',
  },
  {
    id: 'S25', title: 'The Microsoft provider keeps per-descriptor state, captured at import.',
    evidence: ['supposed'], sources: [WINE_DUPLICATE, 'uvicorn: issues 514 and 683, pull requests 802 and 2778'],
    text: 'An import records whether the socket was bound, listening or connected: a UDP socket imported before its source binds '
      + 'fails recvfrom with WSAEINVAL. A new import refreshes it. This contradicts S24. Users of uvicorn report another order: two '
      + 'workers import a bound socket, one listens, and listen in the other fails with WSAEINVAL. For some it worked once each worker '
      + 'shared the socket with itself before it listened; others report the error after that. The page of listen promises success on a '
      + 'socket that listens already, and Wine succeeds; what Windows does there is open.',
  },
  {
    id: 'S26', title: 'It is safe to import first and then act through the import.',
    evidence: [], sources: [NET_SHARE, 'CPython: socket.share tests'],
    text: 'A socket can be connected through its import, and a listener exported after listen accepts in the target.',
  },
  {
    id: 'S27', title: 'The blocking mode is shared, and no call can read it.',
    evidence: ['documented', 'supposed', 'observedOnWine'], sources: ['Microsoft Learn: ioctlsocket', '.NET: BlockingState_IsTransferred'],
    text: 'FIONBIO through one descriptor sets the mode for all of them. It shows only in behavior: a recv on an empty queue '
      + 'blocks, or fails with WSAEWOULDBLOCK.',
  },
  {
    id: 'S28', title: 'There is one receive queue and one accept queue.',
    evidence: ['documented', 'supposed', 'observedOnWine'], sources: [SHARED, 'libuv: pipe tests'],
    text: 'Each byte and each connection goes once to the first process that asks, without fairness. Two readers of one stream '
      + 'split it at arbitrary points; a datagram goes whole to one of them.',
  },
  {
    id: 'S29', title: 'Applications must coordinate their use of a shared socket.', evidence: ['documented'], sources: [SHARED],
    text: 'Every descriptor can be used for input and output independently. Usually one process sets up the connection and the '
      + 'others exchange data on it.',
  },
  {
    id: 'S30', title: 'shutdown acts on the connection, for every holder.',
    evidence: ['documented', 'supposed', 'observedOnWine'], sources: [SHARED],
    text: 'After SD_SEND through any descriptor every send fails with WSAESHUTDOWN, and the peer sees the end of the stream. It '
      + 'frees no descriptor.',
  },
  {
    id: 'S31', title: 'closesocket frees a descriptor; the socket closes with the last one.',
    evidence: ['documented', 'observedOnWine'], sources: [SHARED, CLOSE, 'ReactOS: Test_CloseDuplicatedSocket'],
    text: 'Only then does the peer see the end of the stream. A forgotten holder keeps the connection open and the port in use, '
      + 'often under the name of a process that exited long ago.',
  },
  {
    id: 'S32', title: 'Linger belongs to the socket and takes effect at the last close.',
    evidence: ['documented', 'implementation'], sources: [CLOSE, 'ReactOS: afd'],
    text: 'Off means a graceful close in the background. On with 0 seconds resets the connection and discards unsent data; on '
      + 'with a longer time makes a blocking close wait and a non-blocking close fail with WSAEWOULDBLOCK. If one holder sets 0 '
      + 'seconds, the last close by another resets the connection.',
  },
  {
    id: 'S33', title: 'The last close ends blocked and pending calls.',
    evidence: ['documented'], sources: [CLOSE, 'Wine: ws2_32 tests, completion ports'],
    text: 'Pending overlapped calls end with WSA_OPERATION_ABORTED; while another descriptor is open they continue. Handle '
      + 'numbers are reused immediately, so WSAENOTSOCK proves nothing.',
  },
  {
    id: 'S34', title: 'Closing one descriptor does not affect a select on another.',
    evidence: [], sources: ['ReactOS: Test_CloseWhileSelectDuplicatedSocket', 'Wine: ws2_32 tests'],
    text: 'Closing the descriptor that select waits on ends the select.',
  },
]);

export const WINSOCK_SHARING: readonly RuleEntry[] = [...IMPORT, ...SHARING];
