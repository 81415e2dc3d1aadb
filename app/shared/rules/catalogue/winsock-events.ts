/** Section E: WSAEventSelect and WSAAsyncSelect. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const SELECT = 'Microsoft Learn: WSAEventSelect';
const ASYNC = 'Microsoft Learn: WSAAsyncSelect';
const ENUM = 'Microsoft Learn: WSAEnumNetworkEvents';
const SHARED = 'Microsoft Learn: Shared Sockets';
const WINE_EVENTS = 'Wine: ws2_32 tests, test_events and its kin';

export const WINSOCK_EVENTS: readonly RuleEntry[] = section('Event registrations', WINSOCK_PLATFORMS, [
  {
    id: 'S35', title: 'A socket has one registration: the next one cancels it.',
    evidence: ['documented', 'observedOnWine'], sources: [SHARED, SELECT, ASYNC],
    text: 'All descriptors, all processes and both calls share one slot. A call to WSAEventSelect or WSAAsyncSelect takes it, '
      + 'and the previous owner is not notified. One process cannot receive FD_READ while another receives FD_WRITE.',
  },
  {
    id: 'S36', title: 'A second registration replaces the first; masks do not add up.',
    evidence: ['documented', 'observedOnWine'], sources: [SELECT, ASYNC],
    text: 'Name all events in one call; they all go to the same event object or window message.',
  },
  {
    id: 'S37', title: 'Registering makes the socket non-blocking.',
    evidence: ['documented', 'observedOnWine', 'supposed'], sources: [SELECT, ASYNC, 'Wine: ws2_32 tests, test_fionbio'],
    text: 'This applies to any mask, even 0, and to every holder. To restore blocking calls, cancel first and then set FIONBIO '
      + '0; while a registration exists, FIONBIO 0 fails with WSAEINVAL.',
  },
  {
    id: 'S38', title: 'A mask of 0 through any descriptor cancels the registration.',
    evidence: ['documented', 'observedOnWine', 'supposed'], sources: [SELECT, ASYNC],
    text: 'Messages already posted still arrive. Closing the registering descriptor cancels too; the documentation does not say '
      + 'whether it does so while other holders exist, or what closing another descriptor does.',
  },
  {
    id: 'S39', title: 'Registering again clears the record and does not report twice.',
    evidence: ['documented'], sources: [SELECT, WINE_EVENTS],
    text: 'Calling WSAEventSelect again does not repeat a condition that was reported and enumerated; WSAAsyncSelect posts again '
      + 'every condition that holds. The event object stays set until it is reset.',
  },
  {
    id: 'S40', title: 'A condition that already holds is reported immediately.', evidence: ['documented'], sources: [SELECT, WINE_EVENTS],
    text: 'Registering for FD_ACCEPT while a client is waiting sets the event. WSAEventSelect with FD_CONNECT on a socket that has '
      + 'already connected records FD_CONNECT; WSAAsyncSelect posts no FD_CONNECT then, and an accepted socket has none. '
      + 'It is supposed that a WSAAsyncSelect counts as having reported it to a later WSAEventSelect.',
  },
  {
    id: 'S41', title: 'Each event has its own re-enabling calls.', evidence: ['documented'], sources: [SELECT, ASYNC],
    text: 'Receiving calls re-enable FD_READ and FD_OOB, sending calls FD_WRITE, and accept FD_ACCEPT; FD_CONNECT and FD_CLOSE '
      + 'are reported once. A call that fails re-enables the event too.',
  },
  {
    id: 'S42', title: 'FD_READ, FD_OOB and FD_ACCEPT are level-triggered, FD_WRITE is edge-triggered.',
    evidence: ['documented'], sources: [SELECT, WINE_EVENTS],
    text: 'The first three are recorded again if the condition still holds when they are re-enabled. In event mode new data and '
      + 'new clients are recorded again even before; a message is not posted again. FD_WRITE is recorded when '
      + 'the connection starts, and then only after a send failed with WSAEWOULDBLOCK and buffer space became available: '
      + 'at the latest when the peer has read everything. The page of WSAAsyncSelect leaves open whether a bind of a registered datagram '
      + 'socket reports FD_WRITE; it is supposed that it does not.',
  },
  {
    id: 'S43', title: 'A call through any descriptor re-enables an event.', evidence: ['documented'], sources: [SELECT, SHARED],
    text: 'Because the state is shared, a recv in one process can re-enable or consume the readiness of another, whose next recv '
      + 'then fails with WSAEWOULDBLOCK.',
  },
  {
    id: 'S44', title: 'WSAEnumNetworkEvents reads and clears the record in one step.',
    evidence: ['documented', 'supposed'], sources: [ENUM, 'Wine: ws2_32 tests, test_read_events'],
    text: 'It reports the registered events with an error code for each, and resets the event object if one is passed. After a '
      + 'non-blocking connect that is refused, FD_CONNECT has WSAECONNREFUSED. Called through another descriptor, it takes the record from '
      + 'the registered process, whose event object stays set.',
  },
  {
    id: 'S45', title: 'accept passes on the registration of the listener.',
    evidence: ['documented', 'observedOnWine'], sources: ['Microsoft Learn: accept', WINE_EVENTS, 'Apache httpd: mpm_winnt'],
    text: 'The accepted socket reports to the same event object or window with the same mask, and is therefore non-blocking. A '
      + 'socket from AcceptEx has default state until SO_UPDATE_ACCEPT_CONTEXT.',
  },
  {
    id: 'S46', title: 'FD_CLOSE distinguishes a graceful end from an abort.',
    evidence: ['documented'], sources: [SELECT, ENUM, 'Wine: ws2_32 tests, test_close_events'],
    text: 'It comes when the peer ends the connection, even while data is unread. Its error code is 0 after a graceful end. '
      + 'After a reset the pages document WSAECONNRESET, but Windows reports '
      + 'WSAECONNABORTED. Closing a local descriptor never raises it.',
  },
  {
    id: 'S47', title: 'WSAAsyncSelect posts one message per event.', evidence: ['documented'], sources: [ASYNC],
    text: 'The message carries the descriptor of the registering process, the event and its error. WSAGetLastError is meaningless there.',
  },
  {
    id: 'S48', title: 'A registration should end with the process that made it.', evidence: ['supposed'],
    text: 'Its descriptor and its event object close, so nothing is left to notify. Whether the slot becomes free while other '
      + 'holders exist must be measured on Windows.',
  },
]);
