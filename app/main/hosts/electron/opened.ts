/** Files and links that the system opens with this program, at its start and while it runs. */
import { app } from 'electron';
import { isAbsolute, join } from 'node:path';
import type { OpenedInbox } from '../../services/opened-inbox/opened-inbox.ts';

const OURS = /\.(handoff|handoff-trace|json|ndjson|gz)$/i;

/** Fills the inbox: from this start's arguments, from later starts, and from macOS events. */
export function receiveOpened(inbox: OpenedInbox): void {
  const take = (args: readonly string[], folder: string) => {
    for (const what of named(args, folder)) void inbox.open(what);
  };
  take(process.argv.slice(1), process.cwd());
  app.on('second-instance', (_event, argv, folder) => take(argv.slice(1), folder));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    void inbox.open(path);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    void inbox.open(url);
  });
  // On other systems the installer registers the scheme.
  if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient('handoff');
}

/** The arguments of a command line that name a file or one of the app's links; not options or the program's folder. */
function named(args: readonly string[], folder: string): string[] {
  return args.filter((arg) => !arg.startsWith('-')).flatMap((arg) => {
    if (/^handoff:/i.test(arg)) return [arg];
    return OURS.test(arg) ? [isAbsolute(arg) ? arg : join(folder, arg)] : [];
  });
}
