/** Names of things and of their fields, for every view. */
const fields: Readonly<Record<string, string>> = {
  acceptSocket: 'accept socket', cancelledBy: 'cancelled by', closedAt: 'closed at', connectStarted: 'connect started', endedAt: 'ended at',
  how: 'origin', listenFds: 'descriptors from socket activation',
  nonblocking: 'non-blocking', nonblockingSince: 'non-blocking since', object: 'refers to',
  optionSteps: 'options set by', peerEnded: 'peer ended', receiveShutdown: 'receiving shut down', resetReported: 'reset reported',
  sendShutdown: 'sending shut down', sure: 'confirmed',
};

export const strings = {
  emptyQueue: 'empty',
  fields,
  no: 'no',
  noBytes: 'no bytes',
  none: 'none',
  outsideSocket: "a socket of an outside process",
  step: (n: string) => `step ${n}`,
  things: {
    blocked: (owner: string, call: string) => `${owner}'s ${call}, blocked`,
    descriptor: (owner: string, n: string) => `${owner}'s descriptor ${n}`.trimEnd(),
    epoll: (n: string) => `epoll instance ${n}`,
    event: (owner: string, n: string) => `${owner}'s event object ${n}`,
    operation: (owner: string, call: string) => `${owner}'s overlapped ${call}`,
    pidfd: (of: string) => `process descriptor of ${of}`,
    port: (owner: string, n: string) => `${owner}'s completion port ${n}`,
    process: (name: string) => `process ${name}`,
    registration: (text: string) => `registration ${text}`,
    socket: (title: string) => `underlying socket ${title.replace('#outside-', 'of an outside process #')}`,
    transfer: (name: string, form: string) => `transfer ${name} (${form})`,
    window: (owner: string, n: string) => `${owner}'s window ${n}`,
  },
  withTransfer: (data: string, transfer: string) => `${data} with ${transfer}`,
  yes: 'yes',
} as const;
