// Generated: npm run docs. The calls that return each error, their rules, and scenarios that show it.
import type { Rules } from '../../domain/entities.ts';

export interface GivenBy {
  /** Call names, each with its rules. */
  readonly calls: Readonly<Record<string, readonly string[]>>;
  /** Library ids, each with the first step that fails with it. */
  readonly scenarios: readonly { readonly id: string; readonly step: number }[];
}

export const GIVEN_BY: Readonly<Record<Rules, Readonly<Record<string, GivenBy>>>> = {
  winsock: {
    ERROR_NOT_FOUND: {
      calls: { CancelIoEx: ['S33'] },
      scenarios: [],
    },
    WAIT_TIMEOUT: {
      calls: { GetQueuedCompletionStatus: ['S49'], GetQueuedCompletionStatusEx: ['S49'] },
      scenarios: [],
    },
    WSAEADDRINUSE: {
      calls: { bind: ['S31'] },
      scenarios: [
        { id: 'winsock/a-leaked-duplicate-holds-the-port', step: 10 },
        { id: 'winsock/a-transfer-never-imported', step: 8 },
      ],
    },
    WSAEAFNOSUPPORT: {
      calls: { socket: ['S57'] },
      scenarios: [],
    },
    WSAECONNREFUSED: {
      calls: { connect: [] },
      scenarios: [],
    },
    WSAECONNRESET: {
      calls: { WSARecv: ['S32'], WSARecvFrom: ['S32'], recv: ['S32'], recvfrom: ['S32'] },
      scenarios: [],
    },
    WSAEFAULT: {
      calls: { WSADuplicateSocketA: ['S3'], WSADuplicateSocketW: ['S3'] },
      scenarios: [{ id: 'winsock/exported-by-the-wrong-process', step: 9 }],
    },
    WSAEINTR: {
      calls: {
        WSAAccept: ['S33'], WSARecv: ['S33'], WSARecvFrom: ['S33'], accept: ['S33'], recv: ['S33'], recvfrom: ['S33'],
      },
      scenarios: [],
    },
    WSAEINVAL: {
      calls: {
        AcceptEx: ['S33'], ConnectEx: ['S33'], WSAAccept: ['S24'], WSAAsyncSelect: ['S47'], WSADuplicateSocketA: ['S3'],
        WSADuplicateSocketW: ['S3'], WSARecv: ['S25'], WSARecvFrom: ['S25'], WSASocketA: ['S23', 'S4'],
        WSASocketW: ['S23', 'S4'], getsockname: [], ioctlsocket: ['S37', 'S38'], listen: ['S25'], recv: ['S25'],
        recvfrom: ['S25'], setsockopt: ['S24'],
      },
      scenarios: [
        { id: 'winsock/a-blob-used-twice', step: 10 }, { id: 'winsock/accept-inherits-the-registration', step: 14 },
        { id: 'winsock/exported-by-the-wrong-process', step: 8 }, { id: 'winsock/re-share-to-refresh', step: 9 },
        { id: 'winsock/the-wrong-target', step: 9 }, { id: 'winsock/wsaasyncselect-against-wsaeventselect', step: 17 },
      ],
    },
    WSAEISCONN: {
      calls: { ConnectEx: ['S33'], WSAConnect: [], listen: ['S24'] },
      scenarios: [],
    },
    WSAEMSGSIZE: {
      calls: { WSARecvFrom: ['S28'], recvfrom: ['S28'] },
      scenarios: [],
    },
    WSAENOPROTOOPT: {
      calls: { setsockopt: [] },
      scenarios: [],
    },
    WSAENOTCONN: {
      calls: {
        DisconnectEx: ['S30'], TransmitFile: ['S24'], WSARecv: ['S24'], WSARecvFrom: ['S24'], WSASend: ['S24'],
        recv: ['S24'], recvfrom: ['S24'], send: ['S24'],
      },
      scenarios: [],
    },
    WSAENOTSOCK: {
      calls: {
        AcceptEx: ['S3'], DisconnectEx: ['S3'], TransmitFile: ['S3'], WSADuplicateSocketA: ['S3'],
        WSADuplicateSocketW: ['S3'], WSAEnumNetworkEvents: ['S3'], WSAIoctl: ['S3'], WSASendTo: ['S3'],
        getsockname: ['S3'], getsockopt: ['S3'], setsockopt: ['S3'],
      },
      scenarios: [
        { id: 'winsock/an-inherited-handle', step: 7 }, { id: 'winsock/exported-by-the-wrong-process', step: 7 },
      ],
    },
    WSAESHUTDOWN: {
      calls: { recv: ['S30'], send: ['S30'] },
      scenarios: [
        { id: 'winsock/independent-but-not-coordinated', step: 20 },
        { id: 'winsock/shutdown-is-for-everybody', step: 14 },
      ],
    },
    WSAETIMEDOUT: {
      calls: { recv: ['S24'] },
      scenarios: [],
    },
    WSAEWOULDBLOCK: {
      calls: { WSAAccept: ['S27'], accept: ['S27'], connect: ['S27'], recv: ['S27'], recvfrom: ['S27'], send: [] },
      scenarios: [
        { id: 'winsock/accept-inherits-the-registration', step: 13 },
        { id: 'winsock/one-option-every-descriptor', step: 23 }, { id: 'winsock/prefork-listener-fan-out', step: 17 },
      ],
    },
    WSA_INVALID_HANDLE: {
      calls: { GetHandleInformation: [] },
      scenarios: [],
    },
    WSA_INVALID_PARAMETER: {
      calls: { CreateIoCompletionPort: ['S49'] },
      scenarios: [{ id: 'winsock/completion-port-owned-elsewhere', step: 13 }],
    },
    WSA_IO_INCOMPLETE: {
      calls: { WSAGetOverlappedResult: ['S33'] },
      scenarios: [],
    },
    WSA_OPERATION_ABORTED: {
      calls: { GetQueuedCompletionStatus: ['S33'], WSAGetOverlappedResult: ['S33'] },
      scenarios: [],
    },
  },
  linux: {
    EADDRINUSE: {
      calls: { bind: ['P16'] },
      scenarios: [],
    },
    EAGAIN: {
      calls: {
        accept: ['P2'], accept4: ['P2'], read: ['P2'], recv: ['P2'], recvmmsg: ['P2'], recvmsg: ['P2'], send: [],
      },
      scenarios: [
        { id: 'linux/both-ends-of-a-connection', step: 10 }, { id: 'linux/o-nonblock-leaks', step: 21 },
        { id: 'linux/one-option-every-descriptor', step: 28 }, { id: 'linux/thundering-herd', step: 31 },
      ],
    },
    EBADF: {
      calls: {
        accept: ['P1'], dup: ['P1'], epoll_ctl: ['P13'], epoll_pwait2: ['P1'], fcntl: ['P1'], ioctl: ['P1'],
        pidfd_getfd: ['P11'], pselect6: ['P1'], select: ['P1'], send: ['P1'], sendfile: ['P1'], sendmsg: ['P4'],
      },
      scenarios: [{ id: 'linux/a-late-close', step: 11 }, { id: 'linux/stale-epoll', step: 9 }],
    },
    ECONNREFUSED: {
      calls: { connect: [] },
      scenarios: [],
    },
    ECONNRESET: {
      calls: { recv: ['P18'], recvmmsg: ['P18'] },
      scenarios: [],
    },
    EEXIST: {
      calls: { epoll_ctl: ['P12'] },
      scenarios: [],
    },
    EINPROGRESS: {
      calls: { connect: [] },
      scenarios: [],
    },
    EINVAL: {
      calls: {
        accept: [], bind: [], close_range: [], dup3: ['P10'], epoll_create: [], epoll_ctl: ['P12'], epoll_pwait: [],
        pidfd_getfd: ['P11'], read: ['P1'], readv: ['P1'], sendfile: ['P1'], write: ['P1'], writev: ['P1'],
      },
      scenarios: [{ id: 'linux/a-restart-that-hands-over-too-much', step: 20 }],
    },
    ELOOP: {
      calls: { epoll_ctl: ['P12'] },
      scenarios: [],
    },
    ENOENT: {
      calls: { epoll_ctl: ['P13'] },
      scenarios: [{ id: 'linux/stale-epoll', step: 11 }],
    },
    ENOTSOCK: {
      calls: { accept: ['P1'], recvmmsg: ['P1'], sendmmsg: ['P1'] },
      scenarios: [],
    },
    EOPNOTSUPP: {
      calls: { accept: [], socketpair: [] },
      scenarios: [],
    },
    EPIPE: {
      calls: {
        recvmmsg: ['P18'], send: ['P17', 'P18'], sendfile: ['P17'], sendmmsg: ['P17'], write: ['P17'], writev: ['P17'],
      },
      scenarios: [{ id: 'linux/shutdown-is-for-everybody', step: 18 }],
    },
    ESRCH: {
      calls: { pidfd_getfd: ['P11'] },
      scenarios: [],
    },
  },
};
