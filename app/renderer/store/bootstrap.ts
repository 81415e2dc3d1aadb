/** How a page begins: with the session from before a reload, with the place in its address, or with the start screen. */
import { type DeepLink, parseDeepLink, writeDeepLink } from '../../shared/contract/deep-link.ts';
import { closeFormer, inTurn, openSession, sessionId } from './session-actions.ts';
import { ask, readHistory, request } from './host-client.ts';
import { resumeProgram } from './program.ts';
import { showOpened, whileOpening } from './session-events.ts';
import { forgetSession, seek, useSession } from './session.ts';
import { useUi } from './ui.ts';

const KEY = 'session';
/** Milliseconds: browsers limit how often an address can change. */
const ADDRESS_AFTER = 300;

export async function bootstrap(): Promise<void> {
  const link = parseDeepLink(location.hash);
  if (!(await takeUpAgain()) && !(await resumeProgram()) && link) await follow(link);
  let timer: ReturnType<typeof setTimeout> | undefined;
  useSession.subscribe((now, before) => {
    if (now.opened === before.opened && now.position === before.position) return;
    remember();
    clearTimeout(timer);
    timer = setTimeout(showAddress, ADDRESS_AFTER);
  });
  remember();
  addEventListener('hashchange', ({ newURL }) => {
    // Not location.hash: the address of the current view can have replaced it before this event arrives.
    const next = parseDeepLink(new URL(newURL).hash);
    if (next) void follow(next);
  });
}

/** Resumes a session of the host, at its last step or the given one. False if it no longer exists. */
export async function resumeWork(session: string, step: number | null): Promise<boolean> {
  const opened = await whileOpening(() => ask('session.attach', { session }));
  if (!opened) return false;
  showOpened(opened);
  await readHistory(session);
  if (step !== null) seek(step);
  return true;
}

/** Resumes this page's session, if the host still has it, at the last shown step; else false. */
async function takeUpAgain(): Promise<boolean> {
  const [former, step] = sessionStorage.getItem(KEY)?.split(' ') ?? [];
  if (former === undefined) return false;
  const list = await request('session.list', {});
  if (!list.ok || !list.value.some(({ state }) => state.session === former)) return false;
  return resumeWork(former, Number(step));
}

/** Opens the target of a link: on the model unless it names a provider, since following a link does not mean consent to calls. */
export async function follow(link: DeepLink): Promise<void> {
  if ('live' in link) {
    await goLive(link.live);
    return;
  }
  const { scenario, step, provider } = link;
  const { opened, length } = useSession.getState();
  if (opened?.library === scenario && (provider === null || provider === opened.provider.id) && step !== null && step <= length) {
    seek(step);
    return;
  }
  await openSession({ provider: provider ?? 'model', scenario: { library: scenario }, ...(step ? { perform: step } : {}) });
}

/** Opens the live view in place of the content on screen; an open session is closed, and offered for recovery. */
async function goLive(filter: string): Promise<void> {
  const { setFilter } = await import('./live.ts');
  const former = sessionId();
  if (useSession.getState().opened) {
    await inTurn(async () => {
      forgetSession();
      await closeFormer(former);
    });
  }
  useUi.setState({ place: 'live', selection: null, overlay: null });
  setFilter(filter);
}

function remember(): void {
  const { opened, record, position } = useSession.getState();
  if (opened && !record) sessionStorage.setItem(KEY, `${opened.state.session} ${position}`);
  else sessionStorage.removeItem(KEY);
}

/** The address of the current view; none without a library id. */
function showAddress(): void {
  replaceAddress(placeOnScreen() ?? '');
}

function replaceAddress(hash: string): void {
  if (hash !== location.hash) history.replaceState(null, '', location.pathname + location.search + hash);
}

/** The live view's address while it is on screen, for the given search; null when it is closed. */
export function showLiveAddress(filter: string | null): void {
  if (filter !== null) replaceAddress(writeDeepLink({ live: filter }));
  else if (location.hash.startsWith('#/live')) showAddress();
}

/** The complete address of the current view, for copying; null if it has none. */
export function linkHere(): string | null {
  const link = placeOnScreen();
  return link === null ? null : wholeAddress(link);
}

/** The complete address of a search in the live view, for copying. */
export function liveLink(filter: string): string {
  return wholeAddress(writeDeepLink({ live: filter }));
}

function wholeAddress(link: string): string {
  return location.protocol.startsWith('http') ? location.origin + location.pathname + link : `handoff://${link.slice(2)}`;
}

function placeOnScreen(): string | null {
  const { opened, position } = useSession.getState();
  return opened?.library
    ? writeDeepLink({ scenario: opened.library, step: position === 0 ? null : position, provider: opened.provider.id }) : null;
}
