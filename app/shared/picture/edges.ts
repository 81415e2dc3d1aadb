/** Edges of the picture: from the rows that hold something to what they hold, and from registrations to whom they tell. */
import type { RegistrationEntity } from '../domain/entities.ts';
import { allOf, entity } from '../domain/world.ts';
import { PORT } from './metrics.ts';
import { type Scene, hueOf } from './nodes.ts';
import type { EdgeKind, PictureChip, PictureEdge, PictureNode, ProcessNode, RegistrationRow, SocketNode } from './types.ts';
import { numberText } from './words.ts';

interface Drawn {
  nodes: ReadonlyMap<string, PictureNode>;
  sockets: readonly SocketNode[];
  processes: readonly ProcessNode[];
}

/** Every edge between nodes that are drawn. */
export function edgesOf(scene: Scene, nodes: readonly PictureNode[]): PictureEdge[] {
  const drawn: Drawn = {
    nodes: new Map(nodes.map((node) => [node.id, node])),
    sockets: nodes.filter((node) => node.kind === 'socket'),
    processes: nodes.filter((node) => node.kind === 'process'),
  };
  const sources = sourcesOf(scene, drawn);
  return [...drawn.sockets.flatMap((socket) => holders(socket, sources.get(socket.id) ?? [])),
    ...drawn.sockets.flatMap((socket) => notifications(scene, drawn, socket)), ...connections(scene, drawn)];
}

type Source = Pick<PictureEdge, 'from' | 'fromNode' | 'x1' | 'y1' | 'shape' | 'hue' | 'kind' | 'label'>;

function holders(socket: SocketNode, sources: Source[]): PictureEdge[] {
  // Lines that arrive in the order in which they leave do not cross.
  sources.sort((a, b) => a.y1 - b.y1);
  const pitch = Math.min(PORT.pitch, (PORT.last - PORT.first) / Math.max(1, sources.length - 1));
  return sources.map((source, i) => ({
    ...source, id: `${source.kind}-${source.from}-${socket.id}`, to: socket.id, toNode: socket.id,
    x2: socket.x, y2: socket.y + PORT.first + i * pitch,
  }));
}

/** What holds each socket that is drawn, by its id: each row is looked at once. */
function sourcesOf(scene: Scene, drawn: Drawn): Map<string, Source[]> {
  const sources = new Map<string, Source[]>(drawn.sockets.map((socket) => [socket.id, []]));
  const title = (id: string) => (drawn.nodes.get(id) as SocketNode).title;
  for (const node of drawn.processes) {
    for (const chip of node.chips) {
      const { kind, objects } = heldBy(scene, chip);
      const verb = kind === 'holds' ? 'holds' : kind === 'transfer' ? 'will be able to hold' : 'waits on';
      for (const id of objects) {
        sources.get(id)?.push({
          from: chip.id, fromNode: node.id, kind, x1: node.x + chip.x + chip.w, y1: node.y + chip.y + chip.h / 2,
          shape: 'across', hue: node.hue, label: `${node.name} ${verb} socket ${title(id)} (${chip.label})`,
        });
      }
    }
  }
  for (const node of drawn.sockets) {
    for (const chip of node.carried) {
      const transfer = entity(scene.world, 'transfer', chip.id);
      for (const id of new Set(transfer?.objects)) {
        sources.get(id)?.push({
          from: chip.id, fromNode: node.id, kind: 'transfer', x1: node.x, y1: node.y + chip.y + chip.h / 2, shape: 'left',
          hue: hueOf(scene.places, transfer!.from), label: `a message in the queue of ${node.title} holds ${title(id)}`,
        });
      }
    }
  }
  return sources;
}

function heldBy(scene: Scene, chip: PictureChip): { kind: Extract<EdgeKind, 'holds' | 'transfer' | 'blocked'>; objects: ReadonlySet<string> } {
  const e = scene.world.get(chip.id);
  if (e?.kind === 'descriptor') return { kind: 'holds', objects: new Set([e.object]) };
  if (e?.kind === 'transfer') return { kind: 'transfer', objects: new Set(e.objects) };
  return { kind: 'blocked', objects: new Set((e?.kind === 'pending' || e?.kind === 'operation') && e.object !== null ? [e.object] : []) };
}

function notifications(scene: Scene, drawn: Drawn, socket: SocketNode): PictureEdge[] {
  return (socket.slot?.rows ?? []).flatMap((row) => {
    const target = entity(scene.world, 'registration', row.id)?.target ?? null;
    const place = target === null ? undefined : chipOf(scene, drawn, target);
    return place ? [notification(scene, socket, row, place)] : [];
  });
}

interface Place {
  node: ProcessNode;
  chip: PictureChip;
}

function notification(scene: Scene, socket: SocketNode, row: RegistrationRow, { node, chip }: Place): PictureEdge {
  const kind = row.state === 'current' ? 'notifies' : 'cancelled';
  const to = `${node.name} ${chip.kind === 'descriptor' ? `epoll ${numberText(scene.places.rules, chip.number)}` : chip.label}`;
  return {
    id: `${kind}-${row.id}`, kind, from: row.id, fromNode: socket.id, to: chip.id, toNode: node.id,
    x1: socket.x, y1: socket.y + row.y + Math.min(row.h, 28) / 2, x2: node.x + chip.x + chip.w, y2: node.y + chip.y + chip.h / 2,
    shape: 'across', hue: node.hue,
    label: kind === 'notifies' ? `${socket.title} tells ${to}` : `${socket.title} does not tell ${to} any more`,
  };
}

/** The chip of an event object, window or completion port, or the first descriptor of an epoll instance. */
function chipOf(scene: Scene, drawn: Drawn, target: NonNullable<RegistrationEntity['target']>): Place | undefined {
  const id = !target.startsWith('epoll:') ? target : allOf(scene.world, 'descriptor').find((d) => d.object === target)?.id;
  for (const node of drawn.processes) {
    const chip = node.chips.find((c) => c.id === id);
    if (chip) return { node, chip };
  }
  return undefined;
}

/** To outside peers on the right; between two sockets of ours, beside their column. */
function connections(scene: Scene, drawn: Drawn): PictureEdge[] {
  return drawn.sockets.flatMap((socket): PictureEdge[] => {
    const peer = entity(scene.world, 'socket', socket.id)?.peer ?? null;
    if (peer === null || socket.closedAt !== null) return [];
    const outside = scene.places.outsideHolder(peer);
    const node = drawn.nodes.get(outside ?? peer);
    // Two of ours name each other; one line is enough.
    if (!node || (node.kind === 'socket' && (socket.y > node.y || node.closedAt !== null))) return [];
    const right = socket.x + socket.w;
    const end = node.kind === 'peer' ? { x: node.x, y: node.y + node.h / 2 } : { x: node.x + node.w, y: node.y + 20 };
    return [{
      id: `connection-${socket.id}`, kind: 'connection', from: socket.id, fromNode: socket.id, to: node.id, toNode: node.id,
      x1: right, y1: node.kind === 'peer' ? portToward(socket, end.y) : socket.y + socket.h - 20, x2: end.x, y2: end.y,
      shape: node.kind === 'peer' ? 'across' : 'right', hue: 0,
      label: `${socket.title} is connected to ${node.kind === 'peer' ? node.name : node.kind === 'socket' ? node.title : node.id}`,
    }];
  });
}

/** Straight across where the peer stands beside the socket. */
function portToward(socket: SocketNode, y: number): number {
  return Math.max(socket.y + 16, Math.min(socket.y + socket.h - 16, y));
}

