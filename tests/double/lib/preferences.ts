/** webPreferences: which there are, and what they are when nobody says (Electron 45). */
import { onlyKnown } from './strict.ts';

export interface WebPreferences {
  preload: string | null;
  sandbox: boolean;
  contextIsolation: boolean;
  nodeIntegration: boolean;
  nodeIntegrationInSubFrames: boolean;
  nodeIntegrationInWorker: boolean;
  webviewTag: boolean;
  webSecurity: boolean;
  allowRunningInsecureContent: boolean;
  experimentalFeatures: boolean;
  navigateOnDragDrop: boolean;
  spellcheck: boolean;
  devTools: boolean;
}

const DEFAULTS: WebPreferences = {
  preload: null,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  spellcheck: true,
  devTools: true,
};

/** The preferences in force; one that we do not know throws. */
export function effective(given: Partial<WebPreferences>): WebPreferences {
  onlyKnown('webPreferences', given, Object.keys(DEFAULTS));
  return { ...DEFAULTS, ...given };
}
