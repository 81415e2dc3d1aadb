/** `handoff serve`: the inspector for a browser on this machine. */
import { join } from 'node:path';
import { MOST_USERS } from '../../../shared/base/limits.ts';
import { InputProblem } from '../../../shared/base/input-problem.ts';
import { HostBudget } from '../../services/open-sessions/budget.ts';
import { OpenedInbox } from '../../services/opened-inbox/opened-inbox.ts';
import { NotPermitted } from '../../services/errors/not-permitted.ts';
import { startWebHost } from '../web/server.ts';
import type { MakeService } from './entry.ts';
import { parseCommandLine } from './args.ts';
import { say } from './output.ts';
import { OUT_DIR, dataDir } from './paths.ts';
import { type StopSignal, takeSignals } from './signals.ts';

/** Its programs would run with the rights of another person. */
const SHARED = 'This inspector has several users (--users): none of them can start or record programs.';

export async function serveCommand(args: string[], makeService: MakeService): Promise<number> {
  const { values, positionals } = parseCommandLine('serve', args, {
    port: { type: 'string' }, idle: { type: 'string' }, users: { type: 'string' }, 'no-resume': { type: 'boolean' },
  });
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InputProblem(`"${values.port}" is not a port`, '--port', 'Give a number from 0 (any free one) to 65535.');
  }
  const minutes = values.idle === undefined ? null : Number(values.idle);
  // Timers of Node are limited to about 24 days.
  if (minutes !== null && !(minutes > 0 && minutes <= 30_000)) {
    throw new InputProblem(`"${values.idle}" is not a valid number of minutes`, '--idle', 'Give a number above 0 and up to 30000.');
  }
  const users = Number(values.users ?? 1);
  if (!/^\d+$/.test(values.users ?? '1') || users < 1 || users > MOST_USERS) {
    throw new InputProblem(`"${values.users}" is not a valid number of users`, '--users', `Give a number from 1 to ${MOST_USERS}.`);
  }
  // The named files open in the first page of every user.
  const inboxes = Array.from({ length: users }, () => new OpenedInbox());
  for (const what of positionals) {
    for (const inbox of inboxes) {
      const opened = await inbox.open(what);
      // The user who typed the name gets the error immediately; the page handles what the system opens.
      if (opened.kind === 'problem')
        throw new InputProblem(opened.message, 'handoff serve', 'Name a scenario, a trace, a capture, or a link of this program.');
    }
  }
  const budget = new HostBudget();
  // One of several users must not change the machine of all.
  const rights = { recordings: { refused: users === 1 ? null : SHARED }, mayInstall: users === 1 };
  const services = [makeService('web', { opened: inboxes[0]!, budget, ...rights })];
  let idle = () => {};
  const unused = new Promise<'idle'>((resolve) => { idle = () => resolve('idle'); });
  const hosting = startWebHost({
    service: services[0]!, rendererDir: join(OUT_DIR, '..', 'renderer'), port,
    users: {
      most: users,
      serviceFor: (seat) => {
        const service = makeService('web', { opened: inboxes[seat - 1]!, seat, budget, ...rights });
        services.push(service);
        return service;
      },
    },
    // Without a fixed port the next run has another address, and open pages cannot find it.
    ...(port === 0 || values['no-resume'] ? {} : { resume: { port, file: join(dataDir(), `resume-${port}.json`) } }),
    ...(minutes === null ? {} : { idle: { afterMs: minutes * 60_000, onIdle: () => idle() } }),
  });
  const host = await hosting.catch((error: unknown) => { throw notListening(error, port); });
  say(`Socket Handoff Inspector: open ${host.url} (Ctrl-C ends it)`);
  const why = await Promise.race([unused, new Promise<StopSignal>((resolve) => { takeSignals(resolve); })]);
  if (why === 'idle') say(`No page was connected for ${minutes} minutes.`);
  await host.close();
  await Promise.all(services.map((service) => service.dispose()));
  return why === 'SIGINT' ? 130 : 0;
}

function notListening(error: unknown, port: number): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE': return new InputProblem(`port ${port} is in use`, '--port',
      `"handoff who ${port}" shows its owner. Choose another port, or omit --port for any free one.`);
    case 'EACCES': return new NotPermitted(`--port: this user cannot listen on port ${port}. Choose a port from 1024.`);
    default: return error;
  }
}
