/**
 * The session for components that show a single step in detail, and need not keep up while the user drags over thousands:
 * a change after a rest is shown immediately; of rapid changes a few per second, and always the last.
 */
import { type ReactNode, useEffect, useState } from 'react';
import { type StoreApi, createStore } from 'zustand';
import { SessionSource, type SessionView, useSession } from './session.ts';

/** Milliseconds without a change that count as a rest. */
const REST = 70;
/** Delay before the next update, as a multiple of the last render time. */
const SHARE = 2;

/** Milliseconds: the frame in which a jump is drawn is over. */
const NEXT_FRAME = 20;

interface Pace {
  /** After a jump by more than a step, what is read comes in the frame after what is seen. */
  after: boolean;
  /** Maximum delay of a change in milliseconds while others follow, unless they take long to render. */
  longest: number;
  /** Changes by at most this many steps are not delayed. */
  leap: number;
}

/** For text that is read one step at a time. */
const READ: Pace = { after: true, longest: 180, leap: -1 };
/** For content followed by eye: half the screen's frame rate, and only while nothing stays visible anyway. */
export const SEEN: Pace = { after: false, longest: 30, leap: 50 };

export function Settled({ children, pace = READ }: { children: ReactNode; pace?: Pace }) {
  const [store] = useState(() => createStore<SessionView>(() => useSession.getState()));
  useEffect(() => following(store, pace), [store, pace]);
  return <SessionSource.Provider value={store}>{children}</SessionSource.Provider>;
}

/** Updates `store` from the session. @returns a function that ends it. */
function following(store: StoreApi<SessionView>, { after, longest, leap }: Pace): () => void {
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
    // Measured from the end of the render: a slow render alone does not count as a rest.
    setTimeout(() => { changed = performance.now(); });
    clearTimeout(timer);
    const by = Math.abs(view.position - store.getState().position);
    // Another session, or the same with more steps, is not dragging.
    const other = view.opened !== before.opened || view.length !== before.length;
    if (after && rested && by > 1 && view.opened === before.opened) timer = setTimeout(take, NEXT_FRAME);
    else if (rested || now - taken > patience || other || by <= leap) take();
    // A short delay ends with a change, in the frame that is drawn for it.
    else timer = setTimeout(take, patience < REST ? REST : Math.min(REST, patience - (now - taken)));
  };
  take();
  const stop = useSession.subscribe(look);
  return () => {
    stop();
    clearTimeout(timer);
  };
}
