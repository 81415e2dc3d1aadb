/** The drawing above the scrubber. It repeats the steps list as a picture, so it is hidden from screen readers. */
import { type MouseEvent, memo, useMemo } from 'react';
import { processId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/graph-layout/nodes.ts';
import { goTo } from '../store/session-actions.ts';
import { currentHistory, totalSteps, useSession } from '../store/session.ts';
import { type LaneOf, laneList } from './lane-list.ts';
import { LABEL, LANE, type Scale, barsPath, laneY, scaleFor } from './scale.ts';
import { TransferLines } from './transfer-lines.tsx';

interface Lane extends LaneOf {
  hue: number;
  performed: string;
  planned: string;
}

export function Lanes({ width }: { width: number }) {
  const length = useSession((s) => s.length);
  const total = useSession(totalSteps);
  const opened = useSession((s) => s.opened);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const scale = useMemo(() => scaleFor(width, total), [width, total]);
  // The history grows in place; its length says when to look again.
  const lanes = useMemo(() => (opened ? lanesOf(scale, length, performed) : []), [opened, scale, length, performed]);
  if (!opened) return null;
  const height = lanes.length * LANE;
  const seekTo = (event: MouseEvent<HTMLDivElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    goTo(Math.round((at - scale.x(0)) / Math.max(0.01, scale.x(1) - scale.x(0))));
  };
  return (
    // The scrubber below does the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <div className="lanes" aria-hidden="true" onClick={seekTo}>
      <Bars lanes={lanes} width={width} height={height} />
      <svg className="over" width={width} height={height + 14}>
        <TransferLines scale={scale} lanes={new Map(lanes.flatMap((lane, i) => lane.of.map((name) => [processId(name), i])))} />
        <Playhead scale={scale} height={height} />
      </svg>
    </div>
  );
}

/** Separate from the parts that move with the position, so that seeking does not repaint ten thousand bars. */
const Bars = memo(function Bars({ lanes, width, height }: { lanes: readonly Lane[]; width: number; height: number }) {
  return (
    <svg width={width} height={height}>
      {lanes.map((lane, i) => (
        <g key={lane.name} data-hue={lane.hue}>
          <text x={0} y={laneY(i) + 4}>{lane.name}</text>
          <path className="lane" d={`M${LABEL} ${laneY(i)}H${width}`} />
          <path className="planned" d={lane.planned} />
          <path className="performed" d={lane.performed} />
        </g>
      ))}
    </svg>
  );
});

/** The position, and a veil over the recorded steps after it. */
function Playhead({ scale, height }: { scale: Scale; height: number }) {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  const after = scale.barWidth / 2 + 1;
  return (
    <>
      {position < length
        && <path className="later"
          d={`M${scale.x(position) + after} 0H${scale.x(length) + after}V${height}H${scale.x(position) + after}z`} />}
      <path className="playhead" d={`M${scale.x(position)} 0V${height + 12}`} />
    </>
  );
}

function lanesOf(scale: Scale, length: number, performed: number): Lane[] {
  const { places, acts, planned } = currentHistory();
  const list = laneList(currentHistory());
  const coming = new Map<string, number[]>(list.map(({ name }) => [name, []]));
  for (let i = performed; i < planned.length; i++) coming.get(planned[i]!)?.push(length + i - performed + 1);
  const stepsIn = (of: readonly string[], steps: ReadonlyMap<string, readonly number[]>) =>
    (of.length === 1 ? steps.get(of[0]!) ?? [] : of.flatMap((name) => steps.get(name) ?? []).sort((a, b) => a - b));
  return list.map((lane, i) => ({
    ...lane, hue: hueOf(places, processId(lane.of[0]!)),
    performed: barsPath(scale, i, stepsIn(lane.of, acts)), planned: barsPath(scale, i, stepsIn(lane.of, coming)),
  }));
}
