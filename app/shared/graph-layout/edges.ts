/** Edges of the picture: from rows to the objects they hold, and from registrations to their targets. */
import type { Entity, RegistrationEntity } from '../domain/entities.ts';
import { entity } from '../domain/world.ts';
import { PORT } from './metrics.ts';
import { type LayoutContext, hueOf } from './nodes.ts';
import type { SideColumns } from './picture.ts';
import type { GraphChip, GraphEdge, GraphNode, ProcessNode, RegistrationRow, SocketNode } from './types.ts';
import { numberText } from '../domain/labels.ts';

/** A row and its node. */
interface Place<T = ProcessNode | SocketNode> {
  node: T;
  chip: GraphChip;
}

/** Drawn parts, indexed for the edges of a socket. */
export interface DrawnNodes {
  node(id: string): GraphNode | undefined;
  /** Rows of processes, by their id. */
  chips: ReadonlyMap<string, Place<ProcessNode>>;
  /** Rows that hold a socket, by the socket's id. */
  holders: ReadonlyMap<string, Place[]>;
}

/** The edges of a socket that are not drawn for its peer. */
export interface SocketEdges {
  holders: readonly GraphEdge[];
  notifications: readonly GraphEdge[];
  connections: readonly GraphEdge[];
}

export function edgesOfSocket(scene: LayoutContext, drawn: DrawnNodes, socket: SocketNode): SocketEdges {
  return { holders: holdersOf(scene, socket, drawn.holders.get(socket.id) ?? []), notifications: notifications(scene, drawn, socket),
    connections: connections(scene, drawn, socket) };
}

/** All edges of a picture, grouped by kind. */
export function joined(edges: readonly (SocketEdges | null)[]): GraphEdge[] {
  const all: GraphEdge[] = [];
  for (const key of ['holders', 'notifications', 'connections'] as const) {
    for (const own of edges) if (own) for (const edge of own[key]) all.push(edge);
  }
  return all;
}

/** Indexes each row once, because hundreds of sockets can look it up. */
export function drawnNodes(scene: LayoutContext, { processes, peers }: SideColumns, sockets: readonly (SocketNode | null)[]): DrawnNodes {
  const chips = new Map<string, Place<ProcessNode>>();
  const holders = new Map<string, Place[]>();
  const note = (place: Place) => {
    for (const object of objectsOf(scene.world.get(place.chip.id))) {
      const list = holders.get(object);
      if (list) list.push(place);
      else holders.set(object, [place]);
    }
  };
  for (const node of processes) {
    for (const chip of node.chips) {
      const place = { node, chip };
      chips.set(chip.id, place);
      note(place);
    }
  }
  for (const node of sockets) if (node) for (const chip of node.carried) note({ node, chip });
  const ends = new Map<string, GraphNode>([...processes, ...peers].map((node) => [node.id, node]));
  const socketOf = (id: string) => {
    const there = sockets[scene.places.column.placeOf(id) ?? -1];
    return there?.id === id ? there : undefined;
  };
  return { node: (id) => ends.get(id) ?? socketOf(id), chips, holders };
}

/** The objects held by the entity of a row, each once. */
function objectsOf(e: Entity | undefined): Iterable<string> {
  switch (e?.kind) {
    case 'descriptor': return [e.object];
    case 'transfer': return new Set(e.objects);
    case 'pending': case 'operation': return e.object === null ? [] : [e.object];
    default: return [];
  }
}

function holdersOf(scene: LayoutContext, socket: SocketNode, places: Place[]): readonly GraphEdge[] {
  if (places.length === 0) return [];
  // Lines do not cross if they arrive in the order in which they leave.
  places.sort((a, b) => middleOf(a) - middleOf(b));
  const inputs: unknown[] = [socket.x, socket.y, socket.title];
  for (const { node, chip } of places) inputs.push(chip, node.id, node.x, node.y);
  return scene.reuse.part(`holders of ${socket.id}`, inputs, () => {
    const pitch = Math.min(PORT.pitch, (PORT.last - PORT.first) / Math.max(1, places.length - 1));
    return places.map((place, i) => {
      const source = place.node.kind === 'process' ? fromProcess(place as Place<ProcessNode>, socket)
        : fromQueue(scene, place as Place<SocketNode>, socket);
      return { ...source, id: `${source.kind}-${source.from}-${socket.id}`, to: socket.id, toNode: socket.id, x2: socket.x,
        y2: socket.y + PORT.first + i * pitch };
    });
  });
}

const middleOf = ({ node, chip }: Place): number => node.y + chip.y + chip.h / 2;

type Source = Pick<GraphEdge, 'from' | 'fromNode' | 'x1' | 'y1' | 'shape' | 'hue' | 'kind' | 'label'>;

function fromProcess({ node, chip }: Place<ProcessNode>, socket: SocketNode): Source {
  const kind = chip.kind === 'descriptor' ? 'holds' : chip.kind === 'transfer' ? 'transfer' : 'blocked';
  const verb = kind === 'holds' ? 'holds' : kind === 'transfer' ? 'will be able to hold' : 'waits on';
  return {
    from: chip.id, fromNode: node.id, kind, x1: node.x + chip.x + chip.w, y1: node.y + chip.y + chip.h / 2,
    shape: 'across', hue: node.hue, label: `${node.name} ${verb} socket ${socket.title} (${chip.label})`,
  };
}

function fromQueue(scene: LayoutContext, { node, chip }: Place<SocketNode>, socket: SocketNode): Source {
  const transfer = entity(scene.world, 'transfer', chip.id)!;
  return {
    from: chip.id, fromNode: node.id, kind: 'transfer', x1: node.x, y1: node.y + chip.y + chip.h / 2, shape: 'left',
    hue: hueOf(scene.places, transfer.from), label: `a message in the queue of ${node.title} holds ${socket.title}`,
  };
}

function notifications(scene: LayoutContext, drawn: DrawnNodes, socket: SocketNode): readonly GraphEdge[] {
  return (socket.slot?.rows ?? []).flatMap((row) => {
    const target = entity(scene.world, 'registration', row.id)?.target ?? null;
    const place = target === null ? undefined : chipOf(scene, drawn, target);
    if (!place) return [];
    const { node, chip } = place;
    return scene.reuse.part(`told by ${row.id}`, [row, socket.x, socket.y, socket.title, chip, node.id, node.x, node.y],
      () => notification(scene, socket, row, place));
  });
}

function notification(scene: LayoutContext, socket: SocketNode, row: RegistrationRow, { node, chip }: Place<ProcessNode>): GraphEdge {
  const kind = row.state === 'current' ? 'notifies' : 'cancelled';
  const to = `${node.name} ${chip.kind === 'descriptor' ? `epoll ${numberText(scene.places.rules, chip.number)}` : chip.label}`;
  return {
    id: `${kind}-${row.id}`, kind, from: row.id, fromNode: socket.id, to: chip.id, toNode: node.id,
    x1: socket.x, y1: socket.y + row.y + Math.min(row.h, 28) / 2, x2: node.x + chip.x + chip.w, y2: node.y + chip.y + chip.h / 2,
    shape: 'across', hue: node.hue,
    label: kind === 'notifies' ? `${socket.title} notifies ${to}` : `${socket.title} no longer notifies ${to}`,
  };
}

/** The chip of an event object, window or completion port, or the first descriptor of an epoll instance. */
function chipOf(
  scene: LayoutContext, drawn: DrawnNodes, target: NonNullable<RegistrationEntity['target']>,
): Place<ProcessNode> | undefined {
  const id = target.startsWith('epoll:') ? scene.groups.descriptorsFor(target)[0]?.id : target;
  return id === undefined ? undefined : drawn.chips.get(id);
}

/** To outside peers on the right; between two sockets of the session beside their column. */
function connections(scene: LayoutContext, drawn: DrawnNodes, socket: SocketNode): GraphEdge[] {
  const peer = entity(scene.world, 'socket', socket.id)?.peer ?? null;
  if (peer === null || socket.closedAt !== null) return [];
  const outside = scene.places.outsideHolder(peer);
  const node = drawn.node(outside ?? peer);
  // Two sockets of the session refer to each other; one line is enough.
  if (!node || (node.kind === 'socket' && (socket.y > node.y || node.closedAt !== null))) return [];
  return [scene.reuse.part(`far end of ${socket.id}`, [socket, node], () => connection(socket, node))];
}

function connection(socket: SocketNode, node: GraphNode): GraphEdge {
  const right = socket.x + socket.w;
  const end = node.kind === 'peer' ? { x: node.x, y: node.y + node.h / 2 } : { x: node.x + node.w, y: node.y + 20 };
  return {
    id: `connection-${socket.id}`, kind: 'connection', from: socket.id, fromNode: socket.id, to: node.id, toNode: node.id,
    x1: right, y1: node.kind === 'peer' ? portToward(socket, end.y) : socket.y + socket.h - 20, x2: end.x, y2: end.y,
    shape: node.kind === 'peer' ? 'across' : 'right', hue: 0,
    label: `${socket.title} is connected to ${node.kind === 'peer' ? node.name : node.kind === 'socket' ? node.title : node.id}`,
  };
}

/** A straight line if the peer is beside the socket. */
function portToward(socket: SocketNode, y: number): number {
  return Math.max(socket.y + 16, Math.min(socket.y + socket.h - 16, y));
}

