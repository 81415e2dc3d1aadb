/** `handoff serve`: the inspector for a browser on this machine. */
import { join } from 'node:path';
import { InputProblem } from '../../../shared/scenario/problem.ts';
import type { AppService } from '../../services/app-service.ts';
import { startWebHost } from '../web/server.ts';
import { parseCommandLine } from './args.ts';

export async function serveCommand(args: string[], makeService: (host: 'web') => AppService): Promise<number> {
  const { values } = parseCommandLine('serve', args, { port: { type: 'string' } });
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new InputProblem(`"${values.port}" is not a port`, '--port', 'Give a number from 0 (any free one) to 65535.');
  }
  const service = makeService('web');
  const host = await startWebHost({ service, rendererDir: join(import.meta.dirname, '..', 'renderer'), port });
  console.log(`Socket Handoff Inspector: open ${host.url} (Ctrl-C ends it)`);
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, resolve);
  });
  await host.close();
  await service.dispose();
  return signal === 'SIGINT' ? 130 : 0;
}
