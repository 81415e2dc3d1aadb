/** Section E: WSAEventSelect and WSAAsyncSelect. */
import { type RuleEntry, WINSOCK_PLATFORMS, section } from './types.ts';

const SELECT = 'Microsoft Learn: WSAEventSelect';
const ASYNC = 'Microsoft Learn: WSAAsyncSelect';
const ENUM = 'Microsoft Learn: WSAEnumNetworkEvents';
const SHARED = 'Microsoft Learn: Shared Sockets';
const WINE_EVENTS = 'Wine: ws2_32 tests, test_events and its kin';

export const WINSOCK_EVENTS: readonly RuleEntry[] = section('Event registrations', WINSOCK_PLATFORMS, [
  {
    id: 'S35', title: 'A socket has one registration: the next one cancels it.', evidence: ['D', 'W8'], sources: [SHARED, SELECT, ASYNC],
    text: 'Over all descriptors, all processes and both calls there is one slot. Whoever calls WSAEventSelect or WSAAsyncSelect takes it, and the former owner is not told. One process cannot hear of FD_READ while another hears of FD_WRITE.',
  },
  {
    id: 'S36', title: 'A second registration replaces, it never adds.', evidence: ['D', 'W8'], sources: [SELECT, ASYNC],
    text: 'All events wanted must be named in one call, and they all go to the same event object or window message.',
  },
  {
    id: 'S37', title: 'Registering makes the socket non-blocking.', evidence: ['D', 'T', 'W8', 'H'], sources: [SELECT, ASYNC, 'Wine: ws2_32 tests, test_fionbio'],
    text: 'That holds whatever the mask, even 0, and for every holder. To get blocking calls back, cancel first, then FIONBIO 0; while a registration stands, FIONBIO 0 fails with WSAEINVAL.',
  },
  {
    id: 'S38', title: 'A mask of 0 cancels, through any descriptor.', evidence: ['D', 'W8', 'H'], sources: [SELECT, ASYNC],
    text: 'Messages that are already posted still arrive. Closing the registering descriptor cancels too; whether it does so while other holders live, and what closing another descriptor does, is not stated.',
  },
  {
    id: 'S39', title: 'Registering again clears the record and does not report twice.', evidence: ['D', 'T'], sources: [SELECT, WINE_EVENTS],
    text: 'A condition that was reported and enumerated is not reported again just because WSAEventSelect is called again, while WSAAsyncSelect posts again whatever holds. The event object stays set until somebody resets it.',
  },
  {
    id: 'S40', title: 'A condition that already holds is reported at once.', evidence: ['D'], sources: [SELECT],
    text: 'A registration for FD_ACCEPT made when a client is already waiting sets the event immediately.',
  },
  {
    id: 'S41', title: 'Each event is armed again by its own calls.', evidence: ['D'], sources: [SELECT, ASYNC],
    text: 'FD_READ and FD_OOB by the receiving calls, FD_WRITE by the sending ones, FD_ACCEPT by accept; FD_CONNECT and FD_CLOSE come once. Even a call that fails arms again.',
  },
  {
    id: 'S42', title: 'FD_READ, FD_OOB and FD_ACCEPT follow a state, FD_WRITE a change.', evidence: ['D', 'T'], sources: [SELECT, WINE_EVENTS],
    text: 'The first three are recorded again when they are armed and still true. FD_WRITE comes at the start of a connection and then only after a send failed with WSAEWOULDBLOCK and room came back.',
  },
  {
    id: 'S43', title: 'Arming counts whichever descriptor does it.', evidence: ['D'], sources: [SELECT, SHARED],
    text: 'Since the state is common, a recv by one process can arm or use up the readiness of another, whose wake-up then ends in WSAEWOULDBLOCK.',
  },
  {
    id: 'S44', title: 'WSAEnumNetworkEvents reads and clears the record in one go.', evidence: ['D', 'T', 'H'], sources: [ENUM, 'Wine: ws2_32 tests, test_read_events'],
    text: 'It reports the events that were asked for, with an error code each, and resets the event object when it is given. Through another descriptor it takes the record away from the one who is registered, whose event object stays set.',
  },
  {
    id: 'S45', title: 'accept hands the registration of the listener down.', evidence: ['D', 'T', 'W8'], sources: ['Microsoft Learn: accept', WINE_EVENTS, 'Apache httpd: mpm_winnt'],
    text: 'The accepted socket reports to the same event object or window with the same mask, and with that it is non-blocking. Sockets of AcceptEx start fresh until SO_UPDATE_ACCEPT_CONTEXT.',
  },
  {
    id: 'S46', title: 'FD_CLOSE tells a graceful end from an abort.', evidence: ['D', 'T'], sources: [SELECT, ENUM, 'Wine: ws2_32 tests, test_close_events'],
    text: 'Its error code is 0 after a graceful end. After a reset the pages name WSAECONNRESET, and Windows reports WSAECONNABORTED. Closing one\'s own descriptor never raises it.',
  },
  {
    id: 'S47', title: 'WSAAsyncSelect posts one message per event.', evidence: ['D'], sources: [ASYNC],
    text: 'The message carries the descriptor of the process that registered, the event and its error. WSAGetLastError says nothing there.',
  },
  {
    id: 'S48', title: 'A registration should end with the process that made it.', evidence: ['H'],
    text: 'Its descriptor closes and its event object goes, so nothing is left to tell. Whether the slot is free then, while other holders live, is to be measured on Windows.',
  },
]);
