/** Electron's main process: the services, the app's scheme, one window, and the gate between them. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app, type BrowserWindow } from 'electron';
import { AppService } from '../../services/app-service.ts';
import { OpenedInbox } from '../../services/opened-inbox/opened-inbox.ts';
import { openIpc } from './ipc.ts';
import { LAUNCH_ONLY, endingService } from './launch-only.ts';
import { claimInstance, disposeOnQuit } from './lifecycle.ts';
import { receiveOpened } from './opened.ts';
import { lockDown } from './lockdown.ts';
import { setMenu } from './menu.ts';
import { declareScheme, serveScheme } from './protocol.ts';
import { utilityLauncher } from './utility-launcher.ts';
import { openWindow } from './window.ts';

/** This file is built to out/main/electron.js; the root holds out/ and assets/, packaged or not. */
const root = join(import.meta.dirname, '..', '..');
/** The fuses of the app keep it from running as plain Node, which the recorder is. */
const NO_NODE = 'This app cannot start a recorder. Use "handoff serve" or "handoff record".';
let window: BrowserWindow | null = null;
const ourWindow = () => window;

// Processes that inherit handles or start suspended run this program's executable: such a start is not a window
// but a participant, which connects back to the session that created it.
if (process.argv.includes('--peer')) void import(pathToFileURL(join(import.meta.dirname, 'peer.js')).href);
else openApp();

function openApp(): void {
  app.enableSandbox();
  declareScheme();
  const opened = new OpenedInbox();
  // macOS reports opened files before the program is ready.
  receiveOpened(opened);
  if (claimInstance(ourWindow)) void app.whenReady().then(() => start(opened));
  else app.quit();
}

function start(opened: OpenedInbox): void {
  const service = new AppService({
    host: 'electron',
    assetsDir: join(root, 'assets'),
    outDir: import.meta.dirname,
    cacheDir: app.isPackaged ? join(app.getPath('userData'), 'cache') : join(root, '.cache'),
    dataDir: join(app.getPath('userData'), 'work'),
    launcher: utilityLauncher,
    mayInstall: true,
    opened,
    recordings: { refused: process.versions['electron'] === undefined ? null : NO_NODE },
    auditFile: join(app.getPath('userData'), 'audit.ndjson'),
  });
  disposeOnQuit(() => service.dispose());
  serveScheme(join(root, 'out', 'renderer'));
  const devTools = !app.isPackaged;
  setMenu(devTools);
  const gate = openIpc(process.argv.includes(LAUNCH_ONLY) ? endingService(service) : service, ourWindow);
  lockDown((url, saved) => gate.emit({ event: 'app.saved', blob: url.split('/').at(-1)!, saved }));
  window = openWindow({ preload: join(root, 'out', 'preload', 'preload.cjs'), devTools, onPageGone: () => gate.pageGone() });
  window.on('closed', () => {
    window = null;
    gate.pageGone();
  });
}
