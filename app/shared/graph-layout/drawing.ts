/**
 * The pictures of one history as the user moves through it. A picture changes little
 * between steps, and a long session leaves thousands of closed sockets, so groups are updated by applying
 * the steps between, and only sockets that these steps could have changed are redrawn.
 */
import type { WorldDiff } from '../domain/diff.ts';
import type { Entity } from '../domain/entities.ts';
import type { StepNumber } from '../domain/ids.ts';
import type { World } from '../domain/world.ts';
import type { TraceLog } from '../trace/log.ts';
import { Changes } from './changes.ts';
import { type SocketEdges, drawnNodes, edgesOfSocket } from './edges.ts';
import { EntityIndex, indexEntities } from './groups.ts';
import { type Layout, layoutOf } from './layout.ts';
import { BETWEEN } from './metrics.ts';
import type { LayoutContext } from './nodes.ts';
import { type SideColumns, compose, sideColumns, socketAt } from './picture.ts';
import type { LayoutMemory } from './places.ts';
import { Reuse } from './reuse.ts';
import type { GraphScene, SocketNode } from './types.ts';

/** Largest number of steps to apply one by one, growing with the number of sockets on screen; beyond it a full rebuild is faster. */
const WALKED = 500;
const WALKED_FOR_SOCKET = 3;

export class IncrementalLayout {
  readonly #log: TraceLog;
  readonly #places: LayoutMemory;
  readonly #reuse = new Reuse();
  #layout: Layout | null = null;
  /** The inputs of the layout. */
  #length = -1;
  #between = -1;
  #all = false;
  #groups = new EntityIndex();
  /** The step of the groups; null before the first. */
  #at: StepNumber | null = null;
  /** Sockets and edges as last drawn, in layout order; null for missing sockets. */
  #sockets: (SocketNode | null)[] = [];
  #edges: (SocketEdges | null)[] = [];
  /** Outside processes that were drawn. */
  #peers = '';

  /** @param places must have received the same trace, step by step. */
  constructor(log: TraceLog, places: LayoutMemory) {
    this.#log = log;
    this.#places = places;
  }

  /** Returns the picture after step `n` with its changes highlighted; unchanged parts are the same objects as before. */
  at(n: StepNumber, between: number = BETWEEN.usual, all = false): GraphScene {
    const world = this.#log.worldAt(n);
    let dirty = this.#moved(n, world);
    const layout = this.#laidOut(between, all);
    if (layout !== this.#layout) dirty = null;
    this.#layout = layout;
    const scene: LayoutContext = { world, n, places: this.#places, changes: new Changes(this.#diffOf(n)), groups: this.#groups,
      reuse: this.#reuse };
    const ends = sideColumns(scene, layout);
    if (this.#peersChanged(ends)) dirty = null;
    const places: Iterable<number> = dirty === null ? layout.sockets.keys()
      : [...dirty].map((id) => this.#places.column.placeOf(id)).filter((i) => i !== undefined);
    const again = [...places];
    // All nodes come before the first edge, because edges connect them.
    for (const i of again) this.#sockets[i] = socketAt(scene, layout, i);
    const drawn = drawnNodes(scene, ends, this.#sockets);
    for (const i of again) {
      const socket = this.#sockets[i];
      this.#edges[i] = socket ? edgesOfSocket(scene, drawn, socket) : null;
    }
    return compose(scene, layout, ends, this.#sockets, this.#edges);
  }

  #diffOf(n: StepNumber): WorldDiff | null {
    return this.#log.step(n)?.diff ?? null;
  }

  /** The layout changes as the history grows. */
  #laidOut(between: number, all: boolean): Layout {
    if (this.#layout && this.#length === this.#log.length && this.#between === between && this.#all === all) return this.#layout;
    this.#length = this.#log.length;
    this.#between = between;
    this.#all = all;
    const layout = layoutOf(this.#places, between, all);
    this.#sockets = layout.sockets.map(() => null);
    this.#edges = layout.sockets.map(() => null);
    return layout;
  }

  #peersChanged({ peers }: SideColumns): boolean {
    const now = peers.map(({ id, y }) => `${id} ${y}`).join();
    const changed = now !== this.#peers;
    this.#peers = now;
    return changed;
  }

  /** Moves the groups to a step. Returns the sockets that could look different there, or null for all. */
  #moved(n: StepNumber, world: World): Set<string> | null {
    const from = this.#at;
    this.#at = n;
    if (from === null || Math.abs(n - from) > Math.max(WALKED, this.#places.column.places().length * WALKED_FOR_SOCKET)) {
      this.#groups = indexEntities(world.present());
      return null;
    }
    const dirty = new Set<string>();
    // Parts highlighted in either step.
    for (const diff of [this.#diffOf(from), this.#diffOf(n)]) if (diff) eachForm(diff, (e) => this.#touch(e, dirty));
    for (let i = from + 1; i <= n; i++) this.#walk(this.#diffOf(i)!, true, dirty);
    for (let i = from; i > n; i--) this.#walk(this.#diffOf(i)!, false, dirty);
    return dirty;
  }

  #walk(diff: WorldDiff, forward: boolean, dirty: Set<string>): void {
    eachForm(diff, (e) => this.#touch(e, dirty));
    const gone = forward ? diff.removed : diff.added;
    const came = forward ? diff.added : diff.removed;
    for (const id in gone) this.#groups.remove(id);
    for (const id in came) this.#groups.put(came[id]!);
    for (const id in diff.updated) this.#groups.put(diff.updated[id]![forward ? 1 : 0]);
  }

  /** Marks every socket whose node or edges depend on this entity. */
  #touch(e: Entity, dirty: Set<string>): void {
    switch (e.kind) {
      case 'socket':
        dirty.add(e.id);
        if (e.peer !== null) dirty.add(e.peer);
        break;
      case 'descriptor':
        dirty.add(e.object);
        // The label of an epoll instance depends on its holders.
        this.#touchTellers(e.object, dirty);
        break;
      case 'transfer':
        for (const object of e.objects) dirty.add(object);
        if (e.carrier !== null) dirty.add(e.carrier);
        break;
      case 'pending': case 'operation':
        if (e.object !== null) dirty.add(e.object);
        break;
      case 'registration':
        dirty.add(e.socket);
        break;
      default:
    }
    this.#touchTellers(e.id, dirty);
  }

  #touchTellers(target: string, dirty: Set<string>): void {
    for (const { socket } of this.#groups.registrationsTelling(target)) dirty.add(socket);
  }
}

/** Every version of an entity in a change, before and after. */
function eachForm({ added, updated, removed }: WorldDiff, see: (e: Entity) => void): void {
  for (const id in removed) see(removed[id]!);
  for (const id in added) see(added[id]!);
  for (const id in updated) {
    see(updated[id]![0]);
    see(updated[id]![1]);
  }
}
