/** Where Wine departs from the documentation, W1 to W38. None of these describe the behavior of Windows. */
import { type RuleEntry, type RuleLine, section } from './types.ts';

const NOT_CALLED = 'It concerns a call that the inspector does not make in scenarios.';

const DEPARTURES: readonly Omit<RuleLine, 'evidence'>[] = [
  {
    id: 'W1', title: 'A second import of a blob succeeds and returns the same number.',
    text: 'Both imports share one descriptor, so closing one closes both, and an old blob can later refer to a reused handle. '
      + 'Windows returns WSAEINVAL (S4).',
  },
  {
    id: 'W2', title: 'An import in the wrong process seems to succeed.',
    text: 'The returned number is invalid there or belongs to an unrelated object, which closesocket would then close. On '
      + 'Windows the import fails (S23).',
  },
  {
    id: 'W3', title: 'An export to a process that has just exited succeeds.',
    text: 'For about a second the call returns 0 and the blob contains handle 0. Windows returns WSAEINVAL (S3).',
  },
  {
    id: 'W4', title: 'Data left unread does not raise FD_READ at the next registration.',
    text: 'The function page suggests that it does. Tests run on Windows agree with Wine (S39).',
  },
  {
    id: 'W5', title: 'WSAAsyncSelect accepts a window that does not exist.',
    text: 'Windows returns WSAEINVAL.',
  },
  {
    id: 'W6', title: 'A registration outlives its descriptor and its process.',
    text: 'While another descriptor is open, FIONBIO 0 is still refused and the event is still delivered under the closed '
      + 'number. The behavior of Windows is unknown (S38, S48).',
  },
  {
    id: 'W7', title: 'WSAEnumNetworkEvents through a cancelled descriptor clears the record of the new owner.',
    text: 'Never use it as a probe. The documentation does not say what Windows does.',
  },
  {
    id: 'W8', title: 'The TCP and UDP owner tables name no process for most sockets.',
    text: 'The process id is 0, and the time to read them grows with the square of the number of sockets.', notRunnable: NOT_CALLED,
  },
  {
    id: 'W9', title: 'Handle listings show every process and no object addresses.',
    text: 'The object pointer, which identifies equal objects, is always 0.', notRunnable: NOT_CALLED,
  },
  {
    id: 'W10', title: 'AFD context requests are not supported.',
    text: 'On Windows they hold the window, message and mask of WSAAsyncSelect.', notRunnable: NOT_CALLED,
  },
  {
    id: 'W11', title: 'A UDP import made before the bind can receive.',
    text: 'On Windows recvfrom through it fails with WSAEINVAL, because the import keeps the state from the time of the import (S25).',
  },
  {
    id: 'W12', title: 'A waiting recv ends with WSAEINVAL at the last close.',
    text: 'On Windows it ends with WSAEINTR or WSAENOTSOCK (S33).',
  },
  {
    id: 'W13', title: 'A blocked recv continues when its descriptor closes while another is open, and fails later.',
    text: 'The documentation lists the calls that closesocket ends and does not mention other holders (S33).',
  },
  {
    id: 'W14', title: 'CancelIoEx succeeds when there is nothing to cancel.',
    text: 'Windows returns ERROR_NOT_FOUND.',
  },
  {
    id: 'W15', title: 'An imported handle is never inheritable.',
    text: 'On Windows it is, unless the import passes WSA_FLAG_NO_HANDLE_INHERIT (S21).',
  },
  {
    id: 'W16', title: 'Winsock refuses an inherited handle.',
    text: 'The handle holds the socket, but calls that look it up in Winsock\'s list, such as getsockopt, getpeername and send, '
      + 'fail with WSAENOTSOCK; Windows uses the handle itself (S52).',
  },
  {
    id: 'W17', title: 'FD_CLOSE of a reset connection comes without an error code.',
    text: 'On Windows it carries WSAECONNABORTED (S46).',
  },
  {
    id: 'W18', title: 'After a reset has been reported, recv sees a graceful end.',
    text: 'The first report of the reset, for example FD_CLOSE, clears the error from the socket; on Windows recv fails with '
      + 'WSAECONNRESET.',
  },
  {
    id: 'W19', title: 'Neither new data nor a new client sets the event again before the re-enabling call.',
    text: 'FD_READ or FD_ACCEPT was enumerated, and nothing was read or accepted since. The pages agree with Wine; tests that pass '
      + 'on Windows see the event again in event mode (S42).',
  },
  {
    id: 'W20', title: 'listen on a connected socket fails with WSAEINVAL.',
    text: 'The listen page documents WSAEISCONN for a connected socket, and any descriptor can have connected it (S24).',
  },
  {
    id: 'W21', title: 'SIO_BASE_HANDLE succeeds for any number.',
    text: 'Wine returns the number unchanged without checking it; Windows returns WSAENOTSOCK if it is not a socket (S53).',
  },
  {
    id: 'W22', title: 'Sending on an unconnected stream socket fails with WSAECONNRESET.',
    text: 'The send and WSASend pages document WSAENOTCONN (S24).',
  },
  {
    id: 'W23', title: 'recv on a listening socket blocks forever.',
    text: 'The recv page documents WSAENOTCONN for a socket that is not connected; under Wine only a non-blocking socket returns it (S24).',
  },
  {
    id: 'W24', title: 'setsockopt accepts some options for any number.',
    text: 'SO_DEBUG, SO_DONTROUTE, SO_ERROR and SO_UPDATE_ACCEPT_CONTEXT have no effect under Wine, which does not check the '
      + 'socket; the page documents WSAENOTSOCK for a number that is not a socket (S3).',
  },
  {
    id: 'W25', title: 'WSAPoll counts a socket listed n times n squared times.',
    text: 'The page says that the result is the number of structures with a nonzero revents, so each listing counts once (S28).',
  },
  {
    id: 'W26', title: 'AcceptEx onto a socket in use can hang its processes.',
    text: 'The page of AcceptEx says that the socket must not be bound or connected. While a read is pending on the socket, Wine '
      + 'accepts it, and the next send from the peer never returns; if both arguments are the same socket, AcceptEx itself never '
      + 'returns (S33).',
    notRunnable: 'It would leave unresponsive processes behind.',
  },
  {
    id: 'W27', title: 'A reset event is set again while its record is pending.',
    text: 'The next send on the socket sets it. According to the WSAEventSelect page, an event is set when something is recorded '
      + 'and not again for the same record (S43).',
  },
  {
    id: 'W28', title: 'A shutdown in both directions cancels the registration.',
    text: 'FD_CLOSE no longer sets the event, and FIONBIO 0 succeeds. According to the pages, only another registration, a mask '
      + 'of 0 or closing the descriptor ends a registration (S37, S38).',
  },
  {
    id: 'W29', title: 'A reset after the end of a connection reports FD_CLOSE again.',
    text: 'It sets the event again. The WSAEventSelect page names no call that re-enables FD_CLOSE, so it should be reported '
      + 'once (S41, S46).',
  },
  {
    id: 'W30', title: 'The keep-alive timing options are not supported.',
    text: 'TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT fail with WSAENOPROTOOPT. Windows has supported them since Windows 10 '
      + 'version 1709; like every option they are state of the socket (S24).',
  },
  {
    id: 'W31', title: 'FD_CLOSE waits until all data was read.',
    text: 'The read of the last data reports it. According to tests that pass on Windows, it comes when the peer ends the connection, '
      + 'and reading the rest reports nothing more (S46).',
  },
  {
    id: 'W32', title: 'SO_DEBUG is not kept.',
    text: 'It is read as 0 for every value set. According to tests that pass on Windows, it is kept as 0 or 1 (S24).',
  },
  {
    id: 'W33', title: 'Setting SO_TYPE of a datagram socket fails with WSAENOPROTOOPT.',
    text: 'Windows returns WSAEINVAL for datagram sockets and WSAENOPROTOOPT for streams, according to tests that pass there (S24).',
  },
  {
    id: 'W34', title: 'AcceptEx accepts into a datagram socket.',
    text: 'The operation starts. Windows returns WSAEINVAL, according to tests that pass there (S33).',
  },
  {
    id: 'W35', title: 'FD_WRITE of a datagram socket comes at registration, and nothing at connect.',
    text: 'According to tests that pass on Windows, WSAEventSelect on a socket without an address records nothing; its connect records '
      + 'FD_CONNECT and FD_WRITE, and posts FD_WRITE again (S42). A bind between the two is covered by no test.',
  },
  {
    id: 'W36', title: 'WSAAsyncSelect does not post FD_CLOSE of a reset again.',
    text: 'According to tests that pass on Windows, every WSAAsyncSelect posts it once more, with WSAECONNABORTED (S39).',
  },
  {
    id: 'W37', title: 'There are no unix sockets.',
    text: 'Creating one fails with WSAEAFNOSUPPORT, as on Windows before version 1803 (S57).',
  },
  {
    id: 'W38', title: 'The packet of a receive that the last close ends has the error 676.',
    text: 'Its status is STATUS_HANDLES_CLOSED. The pages document WSA_OPERATION_ABORTED, which Wine gives for AcceptEx (S33, S49).',
  },
];

export const WINE_ENTRIES: readonly RuleEntry[] =
  section('Departures of Wine', ['wine'], DEPARTURES.map((line) => ({ ...line, evidence: ['observedOnWine'] })));
