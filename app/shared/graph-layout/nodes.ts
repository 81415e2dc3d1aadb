/** Nodes of the picture, each at its place from `Places`. */
import { readable } from '../domain/bytes.ts';
import type { Entity, RegistrationEntity, SocketEntity, TransferEntity } from '../domain/entities.ts';
import type { ProcessId, SocketId, StepNumber } from '../domain/ids.ts';
import { type World, entity, queuedBytes } from '../domain/world.ts';
import type { Changes } from './changes.ts';
import type { EntityIndex } from './groups.ts';
import { CARRIED, CHIP, PEER, PROCESS, SLOT, SOCKET } from './metrics.ts';
import type { LayoutMemory } from './places.ts';
import type { Reuse } from './reuse.ts';
import type { PeerNode, GraphChip, ProcessNode, RegistrationRow, RegistrationSlot, SocketNode } from './types.ts';
import {
  addressText, descriptorLabel, endedLabel, eventLabel, isStale, numberText, registrationText, socketTitle, stateLabel,
} from '../domain/labels.ts';

/** Common input of the node builders. */
export interface LayoutContext {
  world: World;
  /** The step before this world. */
  n: StepNumber;
  places: LayoutMemory;
  changes: Changes;
  groups: EntityIndex;
  reuse: Reuse;
}

/** 1 to 8 for participants in order of appearance; 0 for outside processes. */
export function hueOf(places: LayoutMemory, process: ProcessId): number {
  const at = places.processes.indexOf(process);
  return at < 0 ? 0 : (at % 8) + 1;
}

export function processHeight(places: LayoutMemory, id: ProcessId): number {
  return PROCESS.header + Math.max(1, places.rowsOf(id)) * CHIP.pitch + PROCESS.pad;
}

export function processNode(scene: LayoutContext, id: ProcessId, x: number, y: number): ProcessNode | null {
  const { world, places, changes, groups } = scene;
  const process = entity(world, 'process', id);
  if (!process) return null;
  const h = processHeight(places, id);
  const hue = hueOf(places, id);
  const changed = changes.appeared(id) || endedNow(changes, id, process.state);
  // Nothing else in a row can change, because it keeps its place.
  const inputs: unknown[] = [process, x, y, h, hue, changed];
  for (const e of groups.at(id)) inputs.push(e, changes.has(e.id), e.kind === 'event' && groups.isTold(e.id));
  return scene.reuse.part(id, inputs, () => ({
    kind: 'process', id, x, y, w: PROCESS.w, h, name: process.name, pid: process.pid,
    hue, ended: endedLabel(process), chips: chipsOf(scene, id), changed,
  }));
}

function endedNow(changes: Changes, id: string, state: string): boolean {
  return state !== 'running' && changes.has(id);
}

function chipsOf(scene: LayoutContext, process: ProcessId): GraphChip[] {
  const { places, changes, groups } = scene;
  const chips: GraphChip[] = [];
  for (const e of groups.at(process)) {
    const y = PROCESS.header + places.rowIn(process, e.id) * CHIP.pitch;
    const changed = changes.has(e.id);
    const told = e.kind === 'event' && groups.isTold(e.id);
    // A process can have hundreds of rows, of which a step changes one or two.
    const chip = scene.reuse.part<GraphChip | null>(`row of ${e.id} in ${process}`, [e, y, changed, told], () => {
      const words = chipWords(places, e, told);
      return words && { x: CHIP.x, y, w: CHIP.w, h: CHIP.h, changed, ...words };
    });
    if (chip) chips.push(chip);
  }
  return chips.sort((a, b) => a.y - b.y);
}

/** For entities with a row at their process. */
function chipWords(
  { rules }: LayoutMemory, e: Entity, told: boolean,
): Pick<GraphChip, 'id' | 'kind' | 'label' | 'note' | 'tone' | 'dashed' | 'number'> | null {
  switch (e.kind) {
    case 'descriptor':
      return { id: e.id, kind: 'descriptor', ...descriptorLabel(rules, e), tone: 'plain', dashed: false, number: e.number };
    case 'event': {
      const number = e.number === null ? '' : ` 0x${e.number.toString(16).toUpperCase()}`;
      return { id: e.id, kind: 'event', label: `event${number}`, ...eventLabel(e, told), dashed: !told, number: e.number };
    }
    case 'pending':
      return { id: e.id, kind: 'pending', label: e.call, note: `blocked, step ${e.step}`, tone: 'warn', dashed: true, number: null };
    case 'window':
      return { id: e.id, kind: 'window', label: `window ${numberText(rules, e.number)}`, note: waitingWords(e.messages.length, 'message'),
        tone: e.messages.length > 0 ? 'good' : 'faint', dashed: false, number: e.number };
    case 'port':
      return { id: e.id, kind: 'port', label: `port ${numberText(rules, e.number)}`, note: waitingWords(e.packets.length, 'packet'),
        tone: e.packets.length > 0 ? 'good' : 'faint', dashed: false, number: e.number };
    case 'operation':
      return { id: e.id, kind: 'operation', label: e.call, note: `pending, step ${e.step}`, tone: 'warn', dashed: true, number: null };
    case 'transfer': return transferWords(e);
    default: return null;
  }
}

const waitingWords = (count: number, what: string): string => (count === 0 ? `no ${what}` : `${count} ${what}${count === 1 ? '' : 's'}`);

function transferWords(e: TransferEntity) {
  const note = e.form === 'SCM_RIGHTS' ? `in flight, ${e.objects.length} fd` : e.form === 'WSAPROTOCOL_INFOW' ? '628 B' : '372 B';
  return { id: e.id, kind: 'transfer', label: e.form, note, tone: 'plain', dashed: true, number: null } as const;
}

export function socketHeight(places: LayoutMemory, id: SocketId): number {
  const carried = places.rowsOf(id);
  const carriedHeight = carried === 0 ? 0 : carried * CARRIED.pitch + SLOT.pad;
  return SOCKET.body + carriedHeight + slotHeight(places, id);
}

function slotHeight(places: LayoutMemory, id: SocketId): number {
  const rows = places.registrationRows(id);
  const port = places.hasPort(id) ? SLOT.row : 0;
  if (rows + port === 0) return 0;
  if (places.rules === 'winsock') return SLOT.title + (rows > 0 ? SLOT.row + SLOT.former : 0) + port + SLOT.pad;
  return SLOT.title + rows * SLOT.row + SLOT.pad;
}

/** @param place in the column; `y` its top. */
export function socketNode(scene: LayoutContext, id: SocketId, place: number, x: number, y: number): SocketNode | null {
  const { world, places, changes, groups } = scene;
  const socket = entity(world, 'socket', id);
  if (!socket) return null;
  const h = socketHeight(places, id);
  const held = groups.descriptorsFor(id).length;
  const inFlight = groups.transfersOf(id).reduce((sum, t) => sum + t.objects.filter((o) => o === id).length, 0);
  const option = changes.option(id);
  const changed = changes.socket(id);
  const inputs: unknown[] = [socket, x, y, h, held, inFlight, option, changed.join(), places.registrationRows(id), places.hasPort(id)];
  for (const t of groups.carriedBy(id)) inputs.push(t, changes.has(t.id));
  for (const r of groups.registrationsOn(id)) inputs.push(r, changes.has(r.id), ...toldOf(scene, r));
  return scene.reuse.part(id, inputs, () => {
    const { text, tone } = stateLabel(socket);
    return {
      kind: 'socket', id, x, y, w: SOCKET.w, h, title: socketTitle(socket), stateWords: text, tone,
      address: addressText(socket), nonblocking: socket.nonblocking, option, held, inFlight,
      unread: queuedBytes(socket), content: contentWords(socket), signal: signalWords(socket), waiting: socket.backlog.length,
      slot: slotOf(scene, id), carried: carriedBy(scene, id), carriedRows: places.rowsOf(id), closedAt: socket.closedAt, sure: socket.sure,
      place, changed,
    };
  });
}

/** Other inputs of a registration's row. The label of an epoll instance depends on its holders (P13). */
function toldOf({ world, places, groups }: LayoutContext, r: RegistrationEntity): readonly unknown[] {
  if (r.target === null) return [];
  return r.target.startsWith('epoll:')
    ? [groups.descriptorsFor(r.target)[0], isStale(world, r)]
    : [world.get(r.target), hueOf(places, r.process)];
}

function carriedBy(scene: LayoutContext, id: SocketId): GraphChip[] {
  const { places, changes } = scene;
  return scene.groups.carriedBy(id).map((t) => ({
    x: CARRIED.x, y: SOCKET.body + places.rowIn(id, t.id) * CARRIED.pitch, w: CARRIED.w, h: CARRIED.h,
    changed: changes.has(t.id), ...transferWords(t),
  }));
}

function slotOf(scene: LayoutContext, id: SocketId): RegistrationSlot | null {
  const { world, places, changes } = scene;
  if (places.registrationRows(id) === 0 && !places.hasPort(id)) return null;
  const all = scene.groups.registrationsOn(id).toSorted((a, b) => b.step - a.step);
  const carried = places.rowsOf(id);
  const y = SOCKET.body + (carried === 0 ? 0 : carried * CARRIED.pitch + SLOT.pad);
  const row = (r: (typeof all)[number], rowY: number, h: number): RegistrationRow => ({
    id: r.id, x: SLOT.x, y: rowY, w: SLOT.w, h, text: registrationText(world, places.rules, r), step: r.step, state: r.state,
    cancelledBy: r.cancelledBy, stale: isStale(world, r), hue: hueOf(places, r.process), changed: changes.has(r.id),
  });
  if (places.rules === 'winsock') {
    const events = all.filter((r) => r.api !== 'CreateIoCompletionPort');
    const port = all.findLast((r) => r.api === 'CreateIoCompletionPort');
    const current = events.find((r) => r.state === 'current');
    const former = events.filter((r) => r.state === 'cancelled').sort((a, b) => (b.cancelledBy ?? 0) - (a.cancelledBy ?? 0))[0];
    const rows: RegistrationRow[] = [];
    if (current) rows.push(row(current, y + SLOT.title, SLOT.row));
    if (former) rows.push(row(former, y + SLOT.title + SLOT.row, SLOT.former));
    const top = places.registrationRows(id) > 0 ? SLOT.row + SLOT.former : 0;
    if (port) rows.push(row(port, y + SLOT.title + top, SLOT.row));
    return { title: top > 0 ? 'Event registration' : 'Completion port', y, rows };
  }
  // A deleted item stays visible until another takes its row.
  const byRow = new Map<number, (typeof all)[number]>();
  for (const r of all.toReversed()) byRow.set(places.registrationRow(id, r.id), r);
  const rows = [...byRow].sort(([a], [b]) => a - b).map(([at, r]) => row(r, y + SLOT.title + at * SLOT.row, SLOT.row));
  return { title: 'epoll registrations', y, rows };
}

const CONTENT_ROOM = 12;

function contentWords(socket: SocketEntity): string {
  const text = readable(socket.queue.map((chunk) => chunk.data).join(''));
  return text === '' ? '' : `"${text.length > CONTENT_ROOM ? `${text.slice(0, CONTENT_ROOM - 1)}…` : text}"`;
}

function signalWords({ linux }: SocketEntity): string | null {
  const sigio = linux?.sigio;
  return sigio?.async ? `${sigio.signal} to ${sigio.owner === 0 ? 'no process' : `pid ${sigio.owner}`}` : null;
}

/** An outside process, drawn after it has opened a socket or ended. */
export function peerNode(scene: LayoutContext, id: ProcessId, x: number, y: number): PeerNode | null {
  const { world, changes, groups, places } = scene;
  const process = entity(world, 'process', id);
  if (!process) return null;
  const seen = process.state !== 'running' || groups.at(id).some((e) => e.kind === 'descriptor')
    || places.outsideSockets(id).some((socket) => world.get(socket));
  if (!seen) return null;
  const changed = endedNow(changes, id, process.state);
  return scene.reuse.part(id, [process, x, y, changed], () => (
    { kind: 'peer', id, x, y, w: PEER.w, h: PEER.h, name: process.name, ended: endedLabel(process), changed }
  ));
}

