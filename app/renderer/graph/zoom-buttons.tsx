/** Zoom by button, for those without a wheel. */
import { useReactFlow, useStore } from '@xyflow/react';
import { strings } from './strings.ts';

export function ZoomButtons({ onFit, onReset }: { onFit: () => void; onReset: () => void }) {
  const { zoomIn, zoomOut } = useReactFlow();
  const zoom = useStore((s) => s.transform[2]);
  return (
    <fieldset className="zoom" aria-label={strings.zoom.label}>
      <button type="button" aria-label={strings.zoom.out} title={strings.zoom.out} onClick={() => void zoomOut()}>−</button>
      <button type="button" title={strings.zoom.reset} onClick={onReset}>{strings.zoom.percent(Math.round(zoom * 100))}</button>
      <button type="button" aria-label={strings.zoom.in} title={strings.zoom.in} onClick={() => void zoomIn()}>+</button>
      <button type="button" title={strings.zoom.fitTitle} onClick={onFit}>{strings.zoom.fit}</button>
    </fieldset>
  );
}
