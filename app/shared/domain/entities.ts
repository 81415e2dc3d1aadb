/**
 * The things of a world. Entities are plain, frozen-by-habit data: a change is a new object under the
 * same id, so that a view of an unchanged entity need not be drawn again.
 */
import type {
  DescriptorId, EpollId, EventId, ObjectId, OperationId, PendingId, PidfdId, PortId, ProcessId, RegistrationId, SocketId,
  StepNumber, TransferId, WindowId,
} from './ids.ts';

/** How a fact is known. Every fact on screen carries one of these. */
export type Known = 'performed' | 'read' | 'predicted' | 'documented' | 'hypothesis';

export type Rules = 'winsock' | 'linux';

/**
 * `participant` may hold shared sockets; `outside` is a plain program at the other end of a connection:
 * it shares nothing, and only its conversation is of interest.
 */
export type ProcessRole = 'participant' | 'outside';

export interface ProcessEntity {
  kind: 'process';
  id: ProcessId;
  name: string;
  role: ProcessRole;
  /** OS process id; null for the model, which has no processes. */
  pid: number | null;
  /** `waiting`: a call of another process has yet to create it; `suspended`: created, and has not run yet (S12). */
  state: 'waiting' | 'suspended' | 'running' | 'exited' | 'killed' | 'crashed';
  /** Named threads besides the first one (rule S9). */
  threads: readonly string[];
  endedAt: StepNumber | null;
  /** Names of messages (texts, pids, blobs) that have arrived here. */
  received: readonly string[];
  /** Linux: descriptors it was given by socket activation, from number 3 up (P21). */
  listenFds?: number;
  /** Linux: signals that came here and have not been asked for yet, by name (P15). */
  signals?: Readonly<Record<string, number>>;
}

/**
 * The words of the design's glossary, `duplicated` for dup(2), which makes a second one in place, and `found` for what a
 * process outside of the session held when it was looked at: how it came there nobody here has seen.
 */
export type Provenance = 'created' | 'accepted' | 'imported' | 'inherited' | 'received' | 'fetched' | 'duplicated' | 'found';

export interface DescriptorEntity {
  kind: 'descriptor';
  id: DescriptorId;
  process: ProcessId;
  /** SOCKET on Windows, fd on Linux; null for the sockets of an outside process, which nobody asks for. */
  number: number | null;
  object: ObjectId;
  how: Provenance;
  step: StepNumber;
  /** Windows: HANDLE_FLAG_INHERIT set; Linux: FD_CLOEXEC clear (rules S21, P2, P8). */
  inheritable: boolean;
  /**
   * Winsock: the state of the socket as this descriptor's own process last saw it (S25): taken at import, and
   * changed by its own calls only. It can be older than the state of the underlying socket.
   */
  view?: SocketState;
}

export type SocketState = 'unbound' | 'bound' | 'listening' | 'connecting' | 'established' | 'closed';

/** An underlying socket: what all its descriptors share, as far as the rules or the system tell. */
export interface SocketEntity {
  kind: 'socket';
  id: SocketId;
  family: string;
  type: string;
  protocol: string;
  state: SocketState;
  /** "127.0.0.1:5050", "[::1]:5050", "@abstract", a path, or null before bind. */
  local: string | null;
  remote: string | null;
  /** The socket at the other end, when it is one of ours. */
  peer: SocketId | null;
  /** Options that were set, by name; an option never set is not listed. */
  options: Readonly<Record<string, OptionValue>>;
  /** Which step last changed each option. */
  optionSteps: Readonly<Record<string, StepNumber>>;
  nonblocking: boolean;
  nonblockingSince: StepNumber | null;
  /** Unread bytes in arrival order; on datagram sockets one entry a datagram. */
  queue: readonly Chunk[];
  /** Connections established by the system and not accepted yet. */
  backlog: readonly SocketId[];
  sendShutdown: boolean;
  receiveShutdown: boolean;
  /** The peer has sent its end of stream (rule S31). */
  peerEnded: boolean;
  /** The connection was reset (rules S32, P18). */
  reset: boolean;
  /** Linux: a call has reported the reset, which is done once; after that reads end and sends fail with EPIPE (P18). */
  resetReported?: boolean;
  /** Linux: a connect was started and not waited for; the next connect reports its end instead of EISCONN. */
  connectStarted?: boolean;
  /** Winsock: events that were enumerated and await their re-enabling call (S39, S41). */
  reported: readonly string[];
  /** Closed by its last holder at this step. */
  closedAt: StepNumber | null;
  /** Linux: who gets a signal for what happens here; it belongs to the description, so to every descriptor (P15). */
  sigio?: SignalOwner;
  /** False when a step went otherwise than predicted and nothing has confirmed this state since. */
  sure: boolean;
}

export interface SignalOwner {
  /** F_SETOWN: a process id, 0 for nobody. */
  owner: number;
  /** F_SETSIG: the signal that is sent. */
  signal: string;
  /** O_ASYNC is set. */
  async: boolean;
}

export type OptionValue = number | string | { onoff: number; linger: number };

export interface Chunk {
  /** Bytes, as a string in which every character is one byte (see `bytes.ts`). */
  data: string;
  /** An SCM_RIGHTS message rides with these bytes. */
  transfer: TransferId | null;
  /** Datagrams: the address of the sender; null when it has none, absent where it is not known. */
  from?: string | null;
}

/** An open epoll instance: not a socket, but a descriptor can stand for it. */
export interface EpollEntity {
  kind: 'epoll';
  id: EpollId;
  step: StepNumber;
  closedAt: StepNumber | null;
}

/** An open pidfd: a descriptor that stands for a process (P11). */
export interface PidfdEntity {
  kind: 'pidfd';
  id: PidfdId;
  /** The process it stands for. */
  of: ProcessId;
  step: StepNumber;
  closedAt: StepNumber | null;
}

/**
 * One exported right on its way. From export to import it holds a reference to the underlying socket:
 * on Windows inside the target's handle table (S7), on Linux inside the carrier's queue (P5).
 */
export interface TransferEntity {
  kind: 'transfer';
  id: TransferId;
  form: 'WSAPROTOCOL_INFOW' | 'SCM_RIGHTS';
  objects: readonly ObjectId[];
  from: ProcessId;
  /** Windows: the process named at export. Linux names nobody: null until received. */
  target: ProcessId | null;
  /** Linux: the socket in whose queue it waits. */
  carrier: SocketId | null;
  /** Name bound by the scenario, for the picture. */
  name: string | null;
  step: StepNumber;
  state: 'in-flight' | 'imported' | 'lost';
  endedAt: StepNumber | null;
}

export interface EventEntity {
  kind: 'event';
  id: EventId;
  process: ProcessId;
  number: number | null;
  set: boolean;
  /** Something was done of which the documents do not say whether it sets or resets it. */
  unsure?: boolean;
  step: StepNumber;
}

export type RegistrationApi = 'WSAEventSelect' | 'WSAAsyncSelect' | 'CreateIoCompletionPort' | 'epoll' | 'SIGIO';

/** Who is notified of which events on an underlying socket. */
export interface RegistrationEntity {
  kind: 'registration';
  id: RegistrationId;
  api: RegistrationApi;
  socket: SocketId;
  /** The descriptor through which it was made, and its number then (epoll keys on it: P12). */
  descriptor: DescriptorId;
  number: number | null;
  process: ProcessId;
  mask: readonly string[];
  /** The event object, window, completion port or epoll instance that is told. */
  target: EventId | WindowId | PortId | EpollId | null;
  step: StepNumber;
  state: 'current' | 'cancelled';
  cancelledBy: StepNumber | null;
  /**
   * Winsock: events recorded and not enumerated yet (S44). epoll with EPOLLET or EPOLLEXCLUSIVE: what woke this
   * item and has not been reported yet, without which it reports nothing.
   */
  recorded: readonly string[];
  /** Completion ports: the key that packets of this socket carry (S49). */
  key?: number;
}

/** A message-only window of a process: where WSAAsyncSelect posts its messages (S47). */
export interface WindowEntity {
  kind: 'window';
  id: WindowId;
  process: ProcessId;
  number: number | null;
  /** Posted and not taken yet, oldest first. */
  messages: readonly PostedMessage[];
  step: StepNumber;
}

export interface PostedMessage {
  /** wParam: the registering descriptor's number (S47). */
  fd: number | null;
  event: string;
}

/** An overlapped operation: a call that has returned, while what it asked for is still to happen (S33, S49). */
export interface OperationEntity {
  kind: 'operation';
  id: OperationId;
  process: ProcessId;
  /** Address of its OVERLAPPED, by which later calls name it. */
  number: number | null;
  call: string;
  descriptor: DescriptorId;
  object: SocketId;
  /** AcceptEx: the socket that becomes the connection. */
  acceptSocket: SocketId | null;
  /** Size of its buffer in bytes. */
  length: number;
  event: EventId | null;
  step: StepNumber;
  state: 'pending' | 'done' | 'failed';
  /** What it moved, once done. */
  data: string;
  /** Name of the error, once failed. */
  error: string | null;
}

/** A completion port and the packets that wait in it. */
export interface PortEntity {
  kind: 'port';
  id: PortId;
  process: ProcessId;
  number: number | null;
  /** Without an operation: posted by a call, with a number of bytes. */
  packets: readonly { key: number; operation: OperationId | null; bytes?: number }[];
  step: StepNumber;
}

/** A call that has not returned. It is a holder: on Linux it even outlives its descriptor (P27). */
export interface PendingEntity {
  kind: 'pending';
  id: PendingId;
  process: ProcessId;
  thread: string | null;
  step: StepNumber;
  call: string;
  object: ObjectId | null;
  /** The arguments as performed, so that the rules can say how it ends. */
  args: Readonly<Record<string, unknown>>;
  /** Its process has called CancelIoEx on the socket since. */
  cancelled?: boolean;
}

export type Entity =
  | ProcessEntity | DescriptorEntity | SocketEntity | EpollEntity | PidfdEntity
  | TransferEntity | EventEntity | RegistrationEntity | PendingEntity | WindowEntity | OperationEntity | PortEntity;
export type EntityKind = Entity['kind'];
export type EntityOf<K extends EntityKind> = Extract<Entity, { kind: K }>;
