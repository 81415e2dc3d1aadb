/** Text of the dialog for a process of the user's: decode bytes, give a socket, take one. */
type Place = 'unix' | 'pipe' | 'file';

const give: Readonly<Record<Place, string>> = {
  unix: 'The other process listens on this unix socket and receives the descriptor by SCM_RIGHTS.',
  pipe: 'The other process listens on this named pipe and reads one frame with the 628 bytes.',
  file: 'The inspector writes all bytes to this file, or none. The other process removes it after the import.',
};

const take: Readonly<Record<Place, string>> = {
  unix: 'main listens on this unix socket; the other process connects and sends one descriptor by SCM_RIGHTS.',
  pipe: 'main listens on this named pipe; the other process writes one frame, made for the process id of main.',
  file: 'main waits for this file, imports its bytes, and removes it.',
};

export const strings = {
  close: 'Close',
  decode: {
    about:
      'A WSAPROTOCOL_INFOW has 628 bytes. They describe a kind of socket, not a particular one. The part that makes them a ' +
        'capability is private to the provider (S16): only the target process can use it, once (S4).',
    bytes: 'The bytes, as hex or base64; a whole frame also works',
    placeholder: '66 00 02 00 00 00 00 00 …',
    target: 'The frame is made for process {pid}.',
  },
  give: {
    aSocket: 'a socket',
    button: (process: string) => `Give it to ${process}`,
    byHand: 'Export as hex',
    byHandTitle: 'Export the socket and carry the 628 bytes yourself',
    bytesCopy: 'the bytes',
    descriptor: 'Socket to give',
    exported:
      'Exported. The target process can import the socket with these bytes, once. Until it does or exits, the export keeps the ' +
        'socket open (S7).',
    nothing: 'main holds no socket yet. Perform the steps that make one, or make one in the console.',
    option: (descriptor: string, socket: string) => `${descriptor}: ${socket}`,
    taken: (pid: number) => `Process ${pid} imported the socket and is now a holder. The graph shows it, and the trace records the step.`,
    waiting: 'Waiting for the receiver…',
  },
  label: 'Bring your own process',
  loading: 'Loading…',
  noSession:
    'Giving and taking need a session, which shows the holders and the state of the socket. Open a scenario with a provider that makes ' +
      'real calls first.',
  place: {
    give,
    label: 'Where',
    protocol: ' For the protocol and for clients in C and Python, see docs/bring-your-own-process.md.',
    take,
    write: (examples: readonly string[]) => `Enter ${examples.join(' or ')}.`,
  },
  process: {
    confirm: 'Is this the right process? Process ids are reused. If this process ends in the meantime, nothing is given.',
    id: 'Process id',
    lookUp: 'Look it up',
    name: 'Name',
    notReported: 'not reported by this system',
    owner: 'Owner',
    pid: 'Process id of the receiver',
    placeholder: '4711',
    started: 'Started',
    wrongId: 'A process id is a whole number, such as 4711.',
  },
  tabs: { decode: 'Decode bytes', give: 'Give a socket', label: 'Task', take: 'Take a socket' },
  take: {
    import: 'Import',
    main: 'main is process {pid}. The socket it takes gets a name for use in the console.',
    paste: (pid: number | null) => `Or paste bytes made for process ${pid ?? ''}`,
    taken: 'main has it, as {name}. The graph shows its other holders that this user can see.',
    wait: 'Wait for a socket',
    waiting: 'Waiting for a socket…',
  },
} as const;
