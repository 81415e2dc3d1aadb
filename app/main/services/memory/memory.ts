/**
 * Watches how full this process's heap is, after each full garbage collection, when only live objects are counted. A heap
 * that reaches its limit ends the process without a message; before that, the user is warned and new work is refused.
 */
import { PerformanceObserver, constants } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';
import { heapLimit } from './heap-limit.ts';

export type MemoryState = 'enough' | 'low' | 'nearly used up';

/**
 * Fractions of the limit. Memory above the second is reserved for the current request and for saving. Returning to a
 * lower state needs more free memory than leaving it, so that states do not flutter.
 */
const LOW = 0.7;
const NEARLY = 0.85;
const BACK = 0.1;
const MB = 1024 * 1024;
/** Minimum bytes above each threshold: a request needs the same amount whatever the heap size. */
const LEFT = { low: 48 * MB, nearly: 32 * MB };

export interface Heap {
  /** Bytes. */
  used: number;
  limit: number;
}

const thisHeap = (): Heap => {
  const old = getHeapSpaceStatistics().filter(({ space_name: name }) => !name.startsWith('new_'));
  const used = old.reduce((sum, space) => sum + space.space_used_size, 0);
  return { used, limit: heapLimit() };
};

export class MemoryWatch {
  readonly #onChange: (state: MemoryState, words: string) => void;
  readonly #heap: () => Heap;
  readonly #observer: PerformanceObserver;
  #state: MemoryState = 'enough';

  /** `onChange` receives each change of state, with the figures as text ("190 of 220 MB"). */
  constructor(onChange: (state: MemoryState, words: string) => void, heap: () => Heap = thisHeap) {
    this.#onChange = onChange;
    this.#heap = heap;
    this.#observer = new PerformanceObserver((list) => {
      const full = list.getEntries()
        .some((entry) => (entry as { detail?: { kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
      if (full) this.look();
    });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  get state(): MemoryState {
    return this.#state;
  }

  /** Evaluates the state again. */
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
