/** What lies over the window, when something does. Loaded when it is first asked for. */
import { Suspense, lazy, useEffect } from 'react';
import { useUi } from '../store/ui.ts';

const loadPalette = () => import('../palette/palette.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const KeysHelp = lazy(async () => ({ default: (await import('../palette/keys-help.tsx')).KeysHelp }));

export function Overlays() {
  const overlay = useUi((s) => s.overlay);
  useEffect(() => {
    // Whoever opens the palette types on at once: what is typed before it is there would be lost.
    const idle = requestIdleCallback(() => void loadPalette());
    return () => cancelIdleCallback(idle);
  }, []);
  return (
    <Suspense fallback={null}>
      {overlay === 'palette' && <Palette />}
      {overlay === 'shortcuts' && <KeysHelp />}
    </Suspense>
  );
}
