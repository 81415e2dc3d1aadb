/** Tests what works on this machine, and says how to get what is missing. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { release } from 'node:os';
import { delimiter, join } from 'node:path';
import { untriedWine } from '../../shared/domain/platform.ts';
import type { ProviderInfo } from '../../shared/contract/contract.ts';
import { isSessionEvent, sessionOf, stateAfterEvent } from '../../shared/contract/session-state.ts';
import type { AppService } from './app-service.ts';

export interface Check {
  id: string;
  title: string;
  state: 'works' | 'limited' | 'missing';
  /** The result of the check. */
  found: string;
  /** What to do about it; null if nothing needs to be done. */
  get: string | null;
}

/** Per provider, a scenario that ends in about a second: a handoff, with main as the importer. */
const TRIED = { winsock: 'winsock/take-a-connection-over', linux: 'linux/take-a-connection-over' } as const;

/** Performs a handoff on every provider that is available, and checks the permissions and programs that matter. */
export async function selfCheck(service: AppService): Promise<Check[]> {
  const info = await service.request('app.info', {});
  const listed = await service.request('providers.list', {});
  if (!info.ok || !listed.ok) throw new Error('The inspector cannot list its providers');
  const checks: Check[] = [{
    id: 'program', title: 'This program', state: 'works', get: null,
    found: `${info.value.name} ${info.value.version}, Node ${process.versions.node}, ${process.platform} ${process.arch} ${release()}`,
  }];
  for (const provider of listed.value) checks.push(await tried(service, provider));
  checks.push(...(process.platform === 'linux' ? linuxRights() : []), browser());
  return checks;
}

async function tried(service: AppService, provider: ProviderInfo): Promise<Check> {
  const base = { id: `provider-${provider.id}`, title: `Provider ${provider.id}: ${provider.label}` };
  if (!provider.available) return { ...base, state: 'missing', found: 'it cannot run here', get: provider.reason };
  const library = TRIED[provider.rules[0]!];
  const opened = await service.request('session.open', { provider: provider.id, scenario: { library } });
  if (!opened.ok) return { ...base, state: 'missing', found: `the trial did not start: ${opened.message}`, get: null };
  let { state } = opened.value;
  const stop = service.onEvent((event) => {
    if (isSessionEvent(event) && sessionOf(event) === state.session) state = stateAfterEvent(state, event) ?? state;
  });
  while (state.status === 'ready' && state.performed < state.planned) {
    const stepped = await service.request('session.step', { session: state.session });
    if (!stepped.ok) return { ...base, state: 'missing', found: `a trial stopped: ${stepped.message}`, get: null };
    if (state.problem !== null) break;
  }
  stop();
  await service.request('session.close', { session: state.session });
  const wrong = state.unmet + state.divergences;
  const { platform } = opened.value.header;
  const found = [`${state.performed} of ${state.planned} steps of ${library} performed on ${platform}, ${wrong} not as expected`,
    untriedWine(platform)].filter((text) => text !== null).join('. ');
  return { ...base, state: wrong === 0 && state.performed === state.planned ? 'works' : 'limited', found, get: null };
}

function linuxRights(): Check[] {
  const status = readFileSync('/proc/self/status', 'utf8');
  const capabilities = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(status)?.[1] ?? '0'}`);
  const has = (bit: number) => (capabilities >> BigInt(bit)) % 2n === 1n;
  const root = process.getuid?.() === 0;
  const yama = existsSync('/proc/sys/kernel/yama/ptrace_scope') ? readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8').trim() : '0';
  return [
    {
      id: 'live-proc', title: 'Live: sockets from /proc',
      state: readdirSync('/proc').includes('self') ? root || has(19) ? 'works' : 'limited' : 'missing',
      found: root || has(19) ? 'descriptors of every process are readable'
        : 'descriptors of your processes are readable, those of others only as numbers',
      get: root || has(19) ? null : 'Run as root, or with CAP_SYS_PTRACE, to see who holds the sockets of other users.',
    },
    {
      id: 'live-bpf', title: 'Live: the complete graph by BPF', state: root || (has(39) && has(38)) ? 'works' : 'missing',
      found: root || (has(39) && has(38)) ? 'the capabilities are available' : 'CAP_BPF and CAP_PERFMON are missing',
      get: root || (has(39) && has(38)) ? null : 'Run as root or with these capabilities. Without them, scans use /proc.',
    },
    {
      id: 'pidfd', title: 'Fetching descriptors of other processes (pidfd_getfd)', state: yama === '0' || root ? 'works' : 'limited',
      found: yama === '0' ? 'Yama does not restrict it' : `Yama's ptrace_scope is ${yama}`,
      get: yama === '0' || root ? null
        : 'Only descendants of the inspector can be fetched from. To lift this until the next boot, run sysctl kernel.yama.ptrace_scope=0.',
    },
  ];
}

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'firefox'];

function browser(): Check {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = process.platform === 'linux' ? BROWSERS.find((name) => folders.some((folder) => existsSync(join(folder, name))))
    : 'the one of the system';
  return {
    id: 'browser', title: 'A browser for handoff serve', state: found === undefined ? 'limited' : 'works',
    found: found ?? 'none on this machine',
    get: found === undefined ? 'To use a browser on another machine through SSH, see docs/remote.md.' : null,
  };
}
