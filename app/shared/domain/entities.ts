/**
 * The entities of a world. They are plain data, immutable by convention: a change is a new object under the
 * same id, so that a view of an unchanged entity need not be redrawn.
 */
import type {
  DescriptorId, EpollId, EventId, ObjectId, OperationId, PendingId, PidfdId, PortId, ProcessId, RegistrationId, SocketId,
  StepNumber, TransferId, WindowId,
} from './ids.ts';

/**
 * How a fact is known. Every fact on screen has one of these. `recorded`: seen as it happened in a program that was recorded;
 * `concluded`: follows from what was recorded.
 */
export type Known = 'performed' | 'read' | 'predicted' | 'documented' | 'hypothesis' | 'recorded' | 'concluded';

export type Rules = 'winsock' | 'linux';

/**
 * A `participant` can hold shared sockets; `outside` is a plain program at the other end of a connection:
 * it shares nothing, and only its conversation matters.
 */
export type ProcessRole = 'participant' | 'outside';

export interface ProcessEntity {
  kind: 'process';
  id: ProcessId;
  name: string;
  role: ProcessRole;
  /** OS process id; null for the model, which has no processes. */
  pid: number | null;
  /** `waiting`: a call of another process will create it; `suspended`: created, but has not run yet (S12). */
  state: 'waiting' | 'suspended' | 'running' | 'exited' | 'killed' | 'crashed';
  /** Named threads besides the first one (rule S9). */
  threads: readonly string[];
  endedAt: StepNumber | null;
  /** Names of received messages (texts, pids, blobs). */
  received: readonly string[];
  /** Linux: descriptors received by socket activation, from number 3 up (P21). */
  listenFds?: number;
  /** Linux: processes without privileges cannot trace it, fetch its descriptors or compare them (P25). */
  undumpable?: boolean;
  /** Linux: received signals that were not queried yet, by name (P15). */
  signals?: Readonly<Record<string, number>>;
}

/**
 * The terms of the glossary, `duplicated` for dup(2) in the same process, and `found` for a descriptor that a
 * process outside of the session already held: its origin is unknown.
 */
export type Provenance = 'created' | 'accepted' | 'imported' | 'inherited' | 'received' | 'fetched' | 'duplicated' | 'found';

export interface DescriptorEntity {
  kind: 'descriptor';
  id: DescriptorId;
  process: ProcessId;
  /** SOCKET on Windows, fd on Linux; null for the sockets of an outside process, whose numbers are not read. */
  number: number | null;
  object: ObjectId;
  how: Provenance;
  step: StepNumber;
  /** Windows: HANDLE_FLAG_INHERIT set; Linux: FD_CLOEXEC clear (rules S21, P2, P8). */
  inheritable: boolean;
  /**
   * Winsock: the state of the socket as this descriptor's own process last saw it (S25): taken at import, and
   * changed only by its own calls. It can be older than the state of the underlying socket.
   */
  view?: SocketState;
}

export type SocketState = 'unbound' | 'bound' | 'listening' | 'connecting' | 'established' | 'closed';

/** An underlying socket: the state that all its descriptors share, as known from the rules or the system. */
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
  /** The peer socket, if it belongs to the session. */
  peer: SocketId | null;
  /** Options that were set, by name; other options are missing. */
  options: Readonly<Record<string, OptionValue>>;
  /** The step that last changed each option. */
  optionSteps: Readonly<Record<string, StepNumber>>;
  nonblocking: boolean;
  nonblockingSince: StepNumber | null;
  /** Unread bytes in arrival order; on datagram sockets one entry per datagram. */
  queue: readonly Chunk[];
  /** Of a listener: the sockets of connections that are established and not accepted yet, oldest first; not the limit given to listen. */
  backlog: readonly SocketId[];
  sendShutdown: boolean;
  receiveShutdown: boolean;
  /** The peer has sent its end of stream (rule S31). */
  peerEnded: boolean;
  /** The connection was reset (rules S32, P18). */
  reset: boolean;
  /** How many sends have failed because no space was left since the peer last had read everything. */
  refusedSends?: number;
  /** Closed by its last holder at this step. */
  closedAt: StepNumber | null;
  /** False if a step did not go as predicted and the state was not confirmed since. */
  sure: boolean;
  /** State that only Linux has; absent as long as it has none. */
  linux?: LinuxSocketState;
  /** State that only Winsock has; absent as long as it has none. */
  winsock?: WinsockSocketState;
}

export interface LinuxSocketState {
  /** The process signalled on events; it belongs to the description and so to every descriptor (P15). */
  readonly sigio?: SignalOwner;
  /** A call has reported the reset, which happens once; then reads return the end and sends fail with EPIPE (P18). */
  readonly resetReported?: boolean;
  /** A non-blocking connect was started; the next connect reports its result instead of EISCONN. */
  readonly connectStarted?: boolean;
  /** Its peer was freed in a cycle in flight that the kernel can overlook (K1). */
  readonly peerOverlooked?: boolean;
}

export interface WinsockSocketState {
  /** Events that were enumerated and await their re-enabling call (S39, S41). */
  readonly reported: readonly string[];
  /** It has connected to another socket, as opposed to one that was accepted (S40). */
  readonly connected?: boolean;
}

export interface SignalOwner {
  /** F_SETOWN: a process id, 0 for none. */
  owner: number;
  /** F_SETSIG: the signal that is sent. */
  signal: string;
  /** O_ASYNC is set. */
  async: boolean;
}

export type OptionValue = number | string | { onoff: number; linger: number };

export interface Chunk {
  /** A byte string (see `bytes.ts`). */
  data: string;
  /** The SCM_RIGHTS transfer sent with these bytes. */
  transfer: TransferId | null;
  /** Datagrams: the address of the sender; null if it has none, absent if unknown. */
  from?: string | null;
}

/** An open epoll instance: not a socket, but descriptors refer to it. */
export interface EpollEntity {
  kind: 'epoll';
  id: EpollId;
  /** Instances that it watches, by the numbers they were added with; without it, none. */
  watches?: readonly { number: number | null; epoll: EpollId }[];
  step: StepNumber;
  closedAt: StepNumber | null;
}

/** The object behind a pidfd, which refers to a process (P11). */
export interface PidfdEntity {
  kind: 'pidfd';
  id: PidfdId;
  of: ProcessId;
  step: StepNumber;
  closedAt: StepNumber | null;
}

/**
 * An export in flight. Until it is imported it holds a reference to the underlying socket:
 * on Windows inside the target's handle table (S7), on Linux inside the carrier's queue (P5).
 */
export interface TransferEntity {
  kind: 'transfer';
  id: TransferId;
  form: 'WSAPROTOCOL_INFOW' | 'WSAPROTOCOL_INFOA' | 'SCM_RIGHTS';
  objects: readonly ObjectId[];
  from: ProcessId;
  /** Windows: the process named at export. Linux: null until received. */
  target: ProcessId | null;
  /** Linux: the socket in whose queue it waits. */
  carrier: SocketId | null;
  /** Name bound by the scenario, shown in the picture. */
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
  /** After an action whose effect on the event the documentation does not specify. */
  unsure?: boolean;
  step: StepNumber;
}

export type RegistrationApi = 'WSAEventSelect' | 'WSAAsyncSelect' | 'CreateIoCompletionPort' | 'epoll' | 'SIGIO';

/** The target notified of some events on an underlying socket. */
export interface RegistrationEntity {
  kind: 'registration';
  id: RegistrationId;
  api: RegistrationApi;
  socket: SocketId;
  /** The descriptor used to register, and its number then (epoll keys on it: P12). */
  descriptor: DescriptorId;
  number: number | null;
  process: ProcessId;
  mask: readonly string[];
  /** The event object, window, completion port or epoll instance that is notified. */
  target: EventId | WindowId | PortId | EpollId | null;
  step: StepNumber;
  state: 'current' | 'cancelled';
  cancelledBy: StepNumber | null;
  /** Winsock: its descriptor was closed or lost with its process, which cancelled it (S38, S48). */
  endedWithDescriptor?: boolean;
  /**
   * Winsock: events recorded and not enumerated yet (S44). epoll with EPOLLET or EPOLLEXCLUSIVE: events that woke this
   * item and were not reported yet; without any it reports nothing.
   */
  recorded: readonly string[];
  /**
   * Winsock: its connect is refused some time later by this socket (S44); only while nothing else was known to set the event.
   * `told`: a wait for the event has ended, so the refusal is recorded.
   */
  refusal?: { by: SocketId; told: boolean };
  /** Completion ports: the key of this socket's packets (S49). */
  key?: number;
}

/** A message-only window of a process: where WSAAsyncSelect posts its messages (S47). */
export interface WindowEntity {
  kind: 'window';
  id: WindowId;
  process: ProcessId;
  number: number | null;
  /** Posted messages that were not taken yet, oldest first. */
  messages: readonly PostedMessage[];
  step: StepNumber;
}

export interface PostedMessage {
  /** wParam: the registering descriptor's number (S47). */
  fd: number | null;
  event: string;
  /** The high word of lParam, if it is not 0 (S46). */
  error?: number;
  /** It can have been posted more than once: space came and went while sends were refused (S42). */
  repeated?: boolean;
}

/** An overlapped operation: its call has returned, and it completes later (S33, S49). */
export interface OperationEntity {
  kind: 'operation';
  id: OperationId;
  process: ProcessId;
  /** Address of its OVERLAPPED, which identifies it in later calls. */
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
  /** Bytes transferred, when done. */
  data: string;
  /** Name of the error, if failed. */
  error: string | null;
}

/** A completion port and its queued packets. */
export interface PortEntity {
  kind: 'port';
  id: PortId;
  process: ProcessId;
  number: number | null;
  /** Without an operation: posted by a call, with a number of bytes. */
  packets: readonly { key: number; operation: OperationId | null; bytes?: number }[];
  step: StepNumber;
}

/** A call that has not returned. On Linux it is a holder that outlives its descriptor (P27). */
export interface PendingEntity {
  kind: 'pending';
  id: PendingId;
  process: ProcessId;
  thread: string | null;
  step: StepNumber;
  call: string;
  object: ObjectId | null;
  /** The arguments as performed, from which the rules predict its result. */
  args: Readonly<Record<string, unknown>>;
  /** Its process later called CancelIoEx on the socket. */
  cancelled?: boolean;
}

export type Entity =
  | ProcessEntity | DescriptorEntity | SocketEntity | EpollEntity | PidfdEntity
  | TransferEntity | EventEntity | RegistrationEntity | PendingEntity | WindowEntity | OperationEntity | PortEntity;
export type EntityKind = Entity['kind'];
export type EntityOf<K extends EntityKind> = Extract<Entity, { kind: K }>;
