/**
 * How full this process's heap is, looked at after each full garbage collection: what is in use then is really in use. A heap that
 * reaches its limit ends the process without a word; before that, people are told and what would fill it is refused.
 */
import { PerformanceObserver, constants } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';

export type MemoryState = 'enough' | 'low' | 'nearly used up';

/**
 * Parts of the limit. What is left above the second is for the request under way, and for saving. Falling back takes more
 * than it took to get there, or a state would flutter.
 */
const LOW = 0.7;
const NEARLY = 0.85;
const BACK = 0.1;
const MB = 1024 * 1024;
/** Bytes that are left above each at least: a request takes as much whatever the heap. */
const LEFT = { low: 48 * MB, nearly: 32 * MB };
/** The limit that V8 tells counts the room of young objects too; it is the old ones that run out. Bytes. */
const YOUNG = 48 * MB;

export interface Heap {
  /** Bytes. */
  used: number;
  limit: number;
}

const thisHeap = (): Heap => {
  const { heap_size_limit: limit } = getHeapStatistics();
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith('new_'));
  const used = old.reduce((sum, space) => sum + space.space_used_size, 0);
  return { used, limit: Math.max(limit / 2, limit - YOUNG) };
};

export class MemoryWatch {
  readonly #onChange: (state: MemoryState, words: string) => void;
  readonly #heap: () => Heap;
  readonly #observer: PerformanceObserver;
  #state: MemoryState = 'enough';

  /** `onChange` hears of each change of state, with the figures in words ("190 of 220 MB"). */
  constructor(onChange: (state: MemoryState, words: string) => void, heap: () => Heap = thisHeap) {
    this.#onChange = onChange;
    this.#heap = heap;
    this.#observer = new PerformanceObserver((list) => {
      const full = list.getEntries().some((entry) => (entry as { detail?: { kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
      if (full) this.look();
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  get state(): MemoryState {
    return this.#state;
  }

  /** Judges anew. */
  look(): void {
    const { used, limit } = this.#heap();
    const nearly = Math.min(NEARLY * limit, limit - LEFT.nearly);
    const low = Math.min(LOW * limit, limit - LEFT.low);
    const back = BACK * limit;
    const now = used >= (this.#state === 'nearly used up' ? nearly - back : nearly) ? 'nearly used up'
      : used >= (this.#state === 'enough' ? low : low - back) ? 'low' : 'enough';
    if (now === this.#state) return;
    this.#state = now;
    this.#onChange(now, `${Math.round(used / MB)} of ${Math.round(limit / MB)} MB`);
  }

  end(): void {
    this.#observer.disconnect();
  }
}
