/** The graph of a trace at one of its steps, as an SVG file. */
import type { TraceLog } from '../../trace/log.ts';
import type { StepNumber } from '../../domain/ids.ts';
import type { Hazard } from '../../trace/hazard.ts';
import { actionWords } from '../../format/action.ts';
import { stepSentence } from '../../format/sentence.ts';
import { InputProblem } from '../../base/input-problem.ts';
import { marksAt } from '../marks.ts';
import { layoutScene } from '../picture.ts';
import { LayoutMemory } from '../places.ts';
import { type FigureTheme, pictureSvg } from './svg.ts';
import { own } from '../../base/own.ts';

export interface FigureRequest {
  theme: FigureTheme;
  /** 0 is the world before the first step. */
  step: StepNumber;
  css?: string;
  /** Places of the whole trace, if already computed. */
  places?: LayoutMemory;
}

/** Largest number of boxes in a figure: a figure of 6,700 has 23 MB. */
const MOST_BOXES = 500;

/** @throws InputProblem if the picture has too many boxes for a figure. */
export function graphFigure(log: TraceLog, { theme, step: n, css, places = LayoutMemory.of(log) }: FigureRequest): string {
  const { scenario, rules } = log.header;
  const hazards = new Map<string, Hazard>();
  for (const step of log.steps()) {
    if (step.n > n) break;
    for (const hazard of step.hazards) {
      const key = `${hazard.id} ${hazard.subjects.join()}`;
      if (hazard.state === 'found') hazards.set(key, hazard);
      else hazards.delete(key);
    }
  }
  const step = log.step(n) ?? null;
  const world = log.worldAt(n);
  const picture = layoutScene(world, n, places, step?.diff ?? null);
  const boxes = picture.nodes.length;
  const left = picture.census.replaced;
  if (boxes > MOST_BOXES) {
    throw new InputProblem(`a picture of step ${n} would have ${boxes.toLocaleString('en')} boxes, and a figure holds ${MOST_BOXES}`,
      'step', 'Choose a step with fewer, or keep the trace or its sequence.');
  }
  const sentence = step ? stepSentence(step, rules) : 'Before the first step.';
  return pictureSvg(picture, {
    theme, title: scenario.title,
    subtitle:
      `${step ? `Step ${n} of ${log.length}: ${shortWords(log, n)}` : 'Before the first step'}. `
        + `${platformWords(log)}.${left > 0 ? ` ${left.toLocaleString('en')} closed sockets are not drawn.` : ''}`,
    description: [sentence, ...picture.edges.map((edge) => `${edge.label}.`)].join(' '),
    marks: marksAt(world, step, [...hazards.values()]), ...(css === undefined ? {} : { css }),
  });
}

function shortWords(log: TraceLog, n: StepNumber): string {
  const { shown, title, args } = actionWords(log.step(n)!.action, log.header.rules);
  return `${title.startsWith(shown) ? '' : `${shown} `}${title}${args === '' ? '' : ` ${args}`}`;
}

const PLATFORMS: Readonly<Record<string, string>> = { model: 'Predicted by the model, no calls made', linux: 'Real calls on Linux',
  windows: 'Real calls on Windows' };

/** Returns the platform of the trace as text, with Wine under its own name. */
export function platformWords({ header }: TraceLog): string {
  return own(PLATFORMS, header.platform)
    ?? (header.platform.startsWith('wine-') ? `Real calls on Wine ${header.platform.slice('wine-'.length)}`
      : `Real calls on ${header.platform}`);
}
