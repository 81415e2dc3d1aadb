/**
 * What `import … from 'electron'` gives under the stand-in: exactly what our main process uses. A name that
 * is not exported here fails to link, a property or option that is not known throws.
 */
export { BrowserWindow } from './lib/browser-window.ts';
export { ipcMain } from './lib/ipc-main.ts';
export { Menu } from './lib/menu.ts';
export { protocol } from './lib/protocol.ts';
export { session } from './lib/session.ts';
export { shell } from './lib/shell.ts';
export { utilityProcess } from './lib/utility-process.ts';

import { app } from './lib/app.ts';
import { openControl } from './lib/control.ts';

export { app };
void app.whenReady().then(openControl);
