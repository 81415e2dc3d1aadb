/** What lies over the window, when something does. Loaded when it is first asked for. */
import { Suspense, lazy } from 'react';
import { useUi } from '../store/ui.ts';

const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }));
const KeysHelp = lazy(async () => ({ default: (await import('../palette/keys-help.tsx')).KeysHelp }));

export function Overlays() {
  const overlay = useUi((s) => s.overlay);
  return (
    <Suspense fallback={null}>
      {overlay === 'palette' && <Palette />}
      {overlay === 'shortcuts' && <KeysHelp />}
    </Suspense>
  );
}
