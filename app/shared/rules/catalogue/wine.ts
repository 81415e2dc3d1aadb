/** Where Wine 8 departs from the documents, W1 to W30. None of it may be taken for the behaviour of Windows. */
import { type RuleEntry, section } from './types.ts';

const NOT_CALLED = 'It is about a call that the inspector does not make in scenarios.';

export const WINE_ENTRIES: readonly RuleEntry[] = section('Departures of Wine 8', ['wine-8'], [
  {
    id: 'W1', title: 'A blob imports again and gives the same number.', evidence: ['W8'],
    text: 'Both uses share one descriptor, so closing one closes both, and an old blob can come to stand for a handle that was used anew. Windows answers WSAEINVAL (S4).',
  },
  {
    id: 'W2', title: 'An import in the wrong process seems to succeed.', evidence: ['W8'],
    text: 'The number means nothing there, or something foreign, which a closesocket would then close. Windows fails the import (S23).',
  },
  {
    id: 'W3', title: 'An export to a process that has just exited succeeds.', evidence: ['W8'],
    text: 'For about a second the call returns 0 and the blob holds the handle 0. Windows answers WSAEINVAL (S3).',
  },
  {
    id: 'W4', title: 'Data left unread does not raise FD_READ at the next registration.', evidence: ['W8'],
    text: 'The function page reads as if it did. Tests run on Windows agree with Wine (S39).',
  },
  {
    id: 'W5', title: 'WSAAsyncSelect accepts a window that does not exist.', evidence: ['W8'],
    text: 'Windows answers WSAEINVAL.',
  },
  {
    id: 'W6', title: 'A registration outlives its descriptor and its process.', evidence: ['W8'],
    text: 'While another descriptor lives, FIONBIO 0 stays refused and the event is still delivered under the dead number. What Windows does is not known (S38, S48).',
  },
  {
    id: 'W7', title: 'WSAEnumNetworkEvents through a cancelled descriptor empties the record of the new owner.', evidence: ['W8'],
    text: 'It must therefore never serve as a way to look. The documents do not say what Windows does.',
  },
  {
    id: 'W8', title: 'The owner tables of TCP and UDP mostly name nobody.', evidence: ['W8'],
    text: 'The process id in them is 0, and reading them costs time that grows with the square of the sockets.', notRunnable: NOT_CALLED,
  },
  {
    id: 'W9', title: 'Handle listings show every process and no object addresses.', evidence: ['W8'],
    text: 'The pointer that tells equal objects is always 0.', notRunnable: NOT_CALLED,
  },
  {
    id: 'W10', title: 'AFD context requests are not supported.', evidence: ['W8'],
    text: 'On Windows they hold the window, message and mask of WSAAsyncSelect.', notRunnable: NOT_CALLED,
  },
  {
    id: 'W11', title: 'A UDP import made before the bind can receive.', evidence: ['W8'],
    text: 'On Windows recvfrom through it fails with WSAEINVAL, because the import keeps the view it was made with (S25).',
  },
  {
    id: 'W12', title: 'A waiting recv ends with WSAEINVAL at the last close.', evidence: ['W8'],
    text: 'On Windows it ends with WSAEINTR or WSAENOTSOCK (S33).',
  },
  {
    id: 'W13', title: 'A waiting recv goes on when its descriptor closes while another lives, and then fails.', evidence: ['W8'],
    text: 'The documents speak of the calls that closesocket ends and say nothing of other holders (S33).',
  },
  {
    id: 'W14', title: 'CancelIoEx succeeds when there is nothing to cancel.', evidence: ['W8'],
    text: 'Windows answers ERROR_NOT_FOUND.',
  },
  {
    id: 'W15', title: 'An imported handle is never inheritable.', evidence: ['W8'],
    text: 'On Windows it is, unless the import says WSA_FLAG_NO_HANDLE_INHERIT (S21).',
  },
  {
    id: 'W16', title: 'Winsock refuses an inherited handle.', evidence: ['W8'],
    text: 'The handle holds the socket, and calls that ask the list of Winsock for it, as getsockopt, getpeername and send do, fail with WSAENOTSOCK; Windows looks at the handle itself (S52).',
  },
  {
    id: 'W17', title: 'FD_CLOSE of a reset connection comes without an error code.', evidence: ['W8'],
    text: 'On Windows it carries WSAECONNABORTED (S46).',
  },
  {
    id: 'W18', title: 'A reset that was noticed is read as a graceful end.', evidence: ['W8'],
    text: 'Whoever notices it first, such as the report of FD_CLOSE, takes the error off the socket; on Windows recv fails with WSAECONNRESET.',
  },
  {
    id: 'W19', title: 'New data does not set the event again while FD_READ was told and not read.', evidence: ['W8'],
    text: 'The pages agree with Wine; tests that pass on Windows see another FD_READ in event mode (S42).',
  },
  {
    id: 'W20', title: 'listen on a connected socket says WSAEINVAL.', evidence: ['W8'],
    text: 'The page of listen names WSAEISCONN for a socket that is connected, through whichever descriptor (S24).',
  },
  {
    id: 'W21', title: 'SIO_BASE_HANDLE is answered for any number.', evidence: ['W8'],
    text: 'Wine gives the number back as it came and asks nobody; Windows answers WSAENOTSOCK when it is no socket (S53).',
  },
  {
    id: 'W22', title: 'Sending on a stream without a connection says WSAECONNRESET.', evidence: ['W8'],
    text: 'The pages of send and WSASend name WSAENOTCONN (S24).',
  },
  {
    id: 'W23', title: 'recv on a listening socket waits for ever.', evidence: ['W8'],
    text: 'The page of recv names WSAENOTCONN for a socket that is not connected; under Wine only a non-blocking one says so (S24).',
  },
  {
    id: 'W24', title: 'setsockopt takes some options on any number.', evidence: ['W8'],
    text: 'SO_DEBUG, SO_DONTROUTE, SO_ERROR and SO_UPDATE_ACCEPT_CONTEXT do nothing under Wine, which looks at no socket for them; its page names WSAENOTSOCK for what is none (S3).',
  },
  {
    id: 'W25', title: 'WSAPoll counts a socket that is named n times n squared times.', evidence: ['W8'],
    text: 'Its page says that the result is the number of structures with an answer, one for each time that the socket is named (S28).',
  },
  {
    id: 'W26', title: 'AcceptEx onto a socket in use can stop its processes.', evidence: ['W8'],
    text: 'The page of AcceptEx says that the socket must not be bound or connected. With a read under way on it Wine takes it, and the next send from the far end does not return; with the same socket twice the call itself does not (S33).',
    notRunnable: 'It would leave processes that answer no more.',
  },
  {
    id: 'W27', title: 'An event that was reset is set again while its record waits.', evidence: ['W8'],
    text: 'The next send on the socket does it. The page of WSAEventSelect has the event set when something is recorded, and not again for the same record (S43).',
  },
  {
    id: 'W28', title: 'A shutdown in both directions takes the registration away.', evidence: ['W8'],
    text: 'FD_CLOSE no longer sets the event, and FIONBIO 0 is taken. The pages let a registration end with another one, with a mask of 0 or with its descriptor (S37, S38).',
  },
  {
    id: 'W29', title: 'A reset after the end of a connection tells FD_CLOSE once more.', evidence: ['W8'],
    text: 'It sets the event again. The page of WSAEventSelect names no call that arms FD_CLOSE, so it is told once (S41, S46).',
  },
  {
    id: 'W30', title: 'The options that time keep-alives are not known.', evidence: ['W8'],
    text: 'TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT fail with WSAENOPROTOOPT. Windows has had them since version 1709 of Windows 10; as every option they are state of the socket (S24).',
  },
]);
