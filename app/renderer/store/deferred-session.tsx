/**
 * The session for parts that say much of one step, and need not keep up while the user drags over thousands: a change
 * after a rest is there at once, of changes that come one upon the other a few each second, and always the last.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { type StoreApi, createStore } from 'zustand';
import { SessionSource, type SessionView, useSession } from './session.ts';

/** Milliseconds without a change that are a rest. */
const REST = 70;
/** So many times as long as a change takes to render does the next one wait. */
const SHARE = 2;

interface Pace {
  /** Milliseconds that a change waits at most while others follow, unless they take long to render. */
  longest: number;
  /** Changes that lead no more steps away than this do not wait. */
  leap: number;
}

/** For what is read a step at a time. */
const READ: Pace = { longest: 180, leap: -1 };
/** For what follows a step with the eye: half as often as the screen is drawn, and only where nothing stays in sight anyway. */
export const SEEN: Pace = { longest: 30, leap: 50 };

export function Settled({ children, pace = READ }: { children: ReactNode; pace?: Pace }) {
  const [store] = useState(() => createStore<SessionView>(() => useSession.getState()));
  useEffect(() => following(store, pace), [store, pace]);
  return <SessionSource.Provider value={store}>{children}</SessionSource.Provider>;
}

/** Keeps `store` after the session; a function that ends it. */
function following(store: StoreApi<SessionView>, { longest, leap }: Pace): () => void {
  let [changed, taken] = [-Infinity, -Infinity];
  let patience = longest;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    clearTimeout(timer);
    timer = undefined;
    taken = performance.now();
    store.setState(useSession.getState(), true);
    const start = taken;
    setTimeout(() => {
      taken = performance.now();
      patience = Math.max(longest, SHARE * (taken - start));
    });
  };
  const look = (view: SessionView, before: SessionView) => {
    const now = performance.now();
    const rested = now - changed > REST;
    changed = now;
    // From when it has been rendered: a change that takes long to render is not followed by a rest for that alone.
    setTimeout(() => { changed = performance.now(); });
    clearTimeout(timer);
    // Another session, or the same with more steps, is no dragging.
    if (rested || now - taken > patience || view.opened !== before.opened || view.length !== before.length || Math.abs(view.position - store.getState().position) <= leap) take();
    // A short wait ends with a change, in the frame that is drawn for it.
    else timer = setTimeout(take, patience < REST ? REST : Math.min(REST, patience - (now - taken)));
  };
  take();
  const stop = useSession.subscribe(look);
  return () => {
    stop();
    clearTimeout(timer);
  };
}
