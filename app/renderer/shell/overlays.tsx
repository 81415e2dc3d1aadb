/** The overlay over the window, if there is one. Loaded on first use. */
import { lazy, useEffect } from 'react';
import { Loaded } from '../components/loaded.tsx';
import { useUi } from '../store/ui.ts';

const loadPalette = () => import('../palette/palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const NewScenario = lazy(async () => ({ default: (await import('../start/new-scenario.tsx')).NewScenario }));
const ProcessDialog = lazy(async () => ({ default: (await import('../editor/process-dialog.tsx')).ProcessDialog }));
const KeysHelp = lazy(async () => ({ default: (await import('../palette/keys-help.tsx')).KeysHelp }));

export function Overlays() {
  const overlay = useUi((s) => s.overlay);
  useEffect(() => {
    // A user who opens the palette types immediately: keys typed before it has loaded would be lost.
    const idle = requestIdleCallback(() => void loadPalette().catch(() => undefined));
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    <Loaded key={overlay}>
      {overlay === 'palette' && <Palette />}
      {overlay === 'new-scenario' && <NewScenario />}
      {overlay === 'process' && <ProcessDialog />}
      {overlay === 'shortcuts' && <KeysHelp />}
    </Loaded>
  );
}
