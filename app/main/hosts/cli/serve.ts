/** `handoff serve`: the inspector for a browser on this machine. */
import { join } from 'node:path';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import type { AppService } from '../../services/app-service.ts';
import { OpenedInbox } from '../../services/opened.ts';
import { startWebHost } from '../web/server.ts';
import { parseCommandLine } from './args.ts';
import { OUT_DIR } from './paths.ts';

export async function serveCommand(args: string[], makeService: (host: 'web', opened: OpenedInbox) => AppService): Promise<number> {
  const { values, positionals } = parseCommandLine('serve', args, { port: { type: 'string' }, idle: { type: 'string' } });
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InputProblem(`"${values.port}" is not a port`, '--port', 'Give a number from 0 (any free one) to 65535.');
  }
  const minutes = values.idle === undefined ? null : Number(values.idle);
  // A timer of Node holds some 24 days.
  if (minutes !== null && !(minutes > 0 && minutes <= 30_000)) {
    throw new InputProblem(`"${values.idle}" is no number of minutes`, '--idle', 'Give a number above 0 and up to 30000.');
  }
  const opened = new OpenedInbox();
  for (const what of positionals) await opened.open(what);
  const service = makeService('web', opened);
  let idle = () => {};
  const unused = new Promise<'idle'>((resolve) => { idle = () => resolve('idle'); });
  const host = await startWebHost({
    service, rendererDir: join(OUT_DIR, '..', 'renderer'), port,
    ...(minutes === null ? {} : { idle: { afterMs: minutes * 60_000, onIdle: () => idle() } }),
  });
  console.log(`Socket Handoff Inspector: open ${host.url} (Ctrl-C ends it)`);
  const why = await Promise.race([unused, new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, resolve);
  })]);
  if (why === 'idle') console.log(`No page was connected for ${minutes} minutes.`);
  await host.close();
  await service.dispose();
  return why === 'SIGINT' ? 130 : 0;
}
