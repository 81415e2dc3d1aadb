/**
 * The session for parts that say much of one step, and need not keep up while the user drags over thousands: a change
 * after a rest is there at once, of changes that come one upon the other a few each second, and always the last.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { type StoreApi, createStore } from 'zustand';
import { SessionSource, type SessionView, useSession } from './session.ts';

/** Milliseconds without a change that are a rest, and how long a change waits at most. */
const REST = 70;
const LONGEST = 180;

export function Settled({ children }: { children: ReactNode }) {
  const [store] = useState(() => createStore<SessionView>(() => useSession.getState()));
  useEffect(() => following(store), [store]);
  return <SessionSource.Provider value={store}>{children}</SessionSource.Provider>;
}

/** Keeps `store` after the session; a function that ends it. */
function following(store: StoreApi<SessionView>): () => void {
  let [changed, taken] = [-Infinity, -Infinity];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    clearTimeout(timer);
    timer = undefined;
    taken = performance.now();
    store.setState(useSession.getState(), true);
  };
  const look = (view: SessionView, before: SessionView) => {
    const now = performance.now();
    const rested = now - changed > REST;
    changed = now;
    clearTimeout(timer);
    // Another session, or the same with more steps, is no dragging.
    if (rested || now - taken > LONGEST || view.opened !== before.opened || view.length !== before.length) take();
    else timer = setTimeout(take, Math.min(REST, LONGEST - (now - taken)));
  };
  take();
  const stop = useSession.subscribe(look);
  return () => {
    stop();
    clearTimeout(timer);
  };
}
