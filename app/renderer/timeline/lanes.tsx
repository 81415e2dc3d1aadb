/** The drawing above the scrubber. It is a picture of the steps list, so it is hidden from screen readers. */
import { type MouseEvent, useMemo } from 'react';
import { processId } from '../../shared/domain/ids.ts';
import { hueOf } from '../../shared/picture/nodes.ts';
import { goTo } from '../store/actions.ts';
import { currentHistory, totalSteps, useSession } from '../store/session.ts';
import { actionWords, plannedWords } from '../words/action.ts';
import { LABEL, LANE, type Scale, barsPath, laneY, scaleFor } from './scale.ts';
import { TransferLines } from './transfer-lines.tsx';

interface Lane {
  name: string;
  hue: number;
  performed: string;
  planned: string;
}

export function Lanes({ width }: { width: number }) {
  const position = useSession((s) => s.position);
  const length = useSession((s) => s.length);
  const total = useSession(totalSteps);
  const opened = useSession((s) => s.opened);
  const performed = useSession((s) => s.state?.performed ?? 0);
  const scale = useMemo(() => scaleFor(width, total), [width, total]);
  // The history grows in place; its length says when to look again.
  const lanes = useMemo(() => (opened ? lanesOf(scale, length, performed) : []), [opened, scale, length, performed]);
  if (!opened) return null;
  const height = lanes.length * LANE;
  const seekTo = (event: MouseEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    goTo(Math.round((at - scale.x(0)) / Math.max(0.01, scale.x(1) - scale.x(0))));
  };
  return (
    // The scrubber below does the same for the keyboard.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <svg className="lanes" width={width} height={height} aria-hidden="true" onClick={seekTo}>
      {lanes.map((lane, i) => (
        <g key={lane.name} data-hue={lane.hue}>
          <text x={0} y={laneY(i) + 4}>{lane.name}</text>
          <path className="lane" d={`M${LABEL} ${laneY(i)}H${width}`} />
          <path className="planned" d={lane.planned} />
          <path className="performed" d={lane.performed} />
        </g>
      ))}
      <TransferLines scale={scale} lanes={lanes.map((lane) => processId(lane.name))} />
      <path className="later" d={`M${scale.x(position) + scale.barWidth / 2 + 1} 0H${Math.max(scale.x(position), scale.x(length)) + scale.barWidth / 2 + 1}V${height}H${scale.x(position) + scale.barWidth / 2 + 1}z`} />
      <path className="playhead" d={`M${scale.x(position)} 0V${height + 12}`} />
    </svg>
  );
}

function lanesOf(scale: Scale, length: number, performed: number): Lane[] {
  const { log, places } = currentHistory();
  const { scenario, rules } = log.header;
  const done = new Map<string, number[]>(scenario.processes.map((p) => [p.name, []]));
  const coming = new Map<string, number[]>(scenario.processes.map((p) => [p.name, []]));
  for (const step of log.steps()) done.get(actionWords(step.action, rules).process)?.push(step.n);
  for (const [i, step] of scenario.steps.slice(performed).entries()) coming.get(plannedWords(step, rules).process)?.push(length + i + 1);
  return scenario.processes.map(({ name }, lane) => ({
    name, hue: hueOf(places, processId(name)),
    performed: barsPath(scale, lane, done.get(name) ?? []), planned: barsPath(scale, lane, coming.get(name) ?? []),
  }));
}
