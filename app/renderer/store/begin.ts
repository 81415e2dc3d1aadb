/** How a page begins: with the session it had before it was reloaded, with the place its address names, or afresh. */
import { type DeepLink, parseDeepLink, writeDeepLink } from '../../shared/deep-link.ts';
import { openSession } from './actions.ts';
import { ask, request, resynchronise } from './host.ts';
import { seek, showSession, useSession } from './session.ts';

const KEY = 'session';
/** Milliseconds: browsers limit how often an address may change. */
const ADDRESS_AFTER = 300;

export async function begin(): Promise<void> {
  const link = parseDeepLink(location.hash);
  if (!(await takeUpAgain()) && link) await follow(link);
  let timer: ReturnType<typeof setTimeout> | undefined;
  useSession.subscribe((now, before) => {
    if (now.opened === before.opened && now.position === before.position) return;
    remember();
    clearTimeout(timer);
    timer = setTimeout(showAddress, ADDRESS_AFTER);
  });
  remember();
  addEventListener('hashchange', () => {
    const next = parseDeepLink(location.hash);
    if (next) void follow(next);
  });
}

/** Takes up a session that the host has, at its last step or the one given. False when it is gone. */
export async function takeUp(session: string, step: number | null): Promise<boolean> {
  const opened = await ask('session.attach', { session });
  if (!opened) return false;
  showSession(opened);
  await resynchronise();
  if (step !== null) seek(step);
  return true;
}

/** The session that this page had, when the host still has it, at the step that was shown; false when there is none. */
async function takeUpAgain(): Promise<boolean> {
  const [former, step] = sessionStorage.getItem(KEY)?.split(' ') ?? [];
  if (former === undefined) return false;
  const list = await request('session.list', {});
  if (!list.ok || !list.value.some(({ state }) => state.session === former)) return false;
  return takeUp(former, Number(step));
}

/** Opens what a link names: the model unless it says who performs the calls, since a link is not a decision to make any. */
export async function follow({ scenario, step, provider }: DeepLink): Promise<void> {
  const { opened, length } = useSession.getState();
  if (opened?.library === scenario && (provider === null || provider === opened.provider.id) && step !== null && step <= length) {
    seek(step);
    return;
  }
  await openSession({ provider: provider ?? 'model', scenario: { library: scenario }, ...(step ? { perform: step } : {}) });
}

function remember(): void {
  const { opened, record, position } = useSession.getState();
  if (opened && !record) sessionStorage.setItem(KEY, `${opened.state.session} ${position}`);
  else sessionStorage.removeItem(KEY);
}

/** The address of what is shown; without the library's name for it there is none. */
function showAddress(): void {
  const hash = placeOnScreen() ?? '';
  if (hash !== location.hash) history.replaceState(null, '', location.pathname + location.search + hash);
}

/** The whole address of what is shown, to be copied; null where it has none. */
export function linkHere(): string | null {
  const link = placeOnScreen();
  if (link === null) return null;
  return location.protocol.startsWith('http') ? location.origin + location.pathname + link : `handoff://${link.slice(2)}`;
}

function placeOnScreen(): string | null {
  const { opened, position } = useSession.getState();
  return opened?.library ? writeDeepLink({ scenario: opened.library, step: position === 0 ? null : position, provider: opened.provider.id }) : null;
}
