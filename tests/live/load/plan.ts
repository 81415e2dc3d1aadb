/** What a load is made of, and what it must therefore look like from outside. */

export interface LoadPlan {
  processes: number;
  /** Socket descriptors of each process, its inherited listeners among them. */
  descriptors: number;
  /** Listeners of the whole load; each is inherited by `sharedBy` processes. */
  listeners: number;
  sharedBy: number;
  /** Epoll registrations of the whole load. */
  registrations: number;
}

/** The load of `npm run bench:live`. */
export const FULL: LoadPlan = { processes: 100, descriptors: 510, listeners: 500, sharedBy: 10, registrations: 20_000 };
export const SMALL: LoadPlan = { processes: 10, descriptors: 60, listeners: 10, sharedBy: 5, registrations: 200 };

/** What one process of a load holds, by descriptor number. */
export interface LoadProcess {
  pid: number;
  /** Inherited listeners: descriptor and port. */
  listeners: { descriptor: number; port: number }[];
  /** Sockets of its own: TCP connections (both ends), UDP, unix pairs. */
  tcp: number[];
  udp: number[];
  unix: number[];
  epoll: number;
  /** Descriptors registered with `epoll`, each once. */
  watched: number[];
}

export const listenersOfEach = (plan: LoadPlan): number => (plan.listeners * plan.sharedBy) / plan.processes;
export const watchedByEach = (plan: LoadPlan): number => plan.registrations / plan.processes;
