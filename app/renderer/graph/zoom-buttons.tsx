/** Zoom by button, for those without a wheel. */
import { useReactFlow, useStore } from '@xyflow/react';

export function ZoomButtons({ onFit, onReset }: { onFit: () => void; onReset: () => void }) {
  const { zoomIn, zoomOut } = useReactFlow();
  const zoom = useStore((s) => s.transform[2]);
  return (
    <fieldset className="zoom" aria-label="Zoom">
      <button type="button" aria-label="Zoom out" title="Zoom out" onClick={() => void zoomOut()}>−</button>
      <button type="button" title="Back to the usual size" onClick={onReset}>{Math.round(zoom * 100)} %</button>
      <button type="button" aria-label="Zoom in" title="Zoom in" onClick={() => void zoomIn()}>+</button>
      <button type="button" title="Show the whole picture" onClick={onFit}>Fit</button>
    </fieldset>
  );
}
