/** A run of ordinary I/O as one row; a click shows its steps below it. */
import { ChevronDown, ChevronRight } from 'lucide-react';
import type { Episode } from '../../shared/story/episodes.ts';
import { strings } from './strings.ts';

interface Props {
  episode: Episode;
  open: boolean;
  /** The step shown. */
  position: number;
  onToggle: (from: number) => void;
}

export function EpisodeRow({ episode: { from, to, calls, waiting }, open, position, onToggle }: Props) {
  const here = !open && position >= from && position <= to;
  const Icon = open ? ChevronDown : ChevronRight;
  return (
    <li data-testid={`episode-${from}`} aria-current={here ? 'step' : undefined}>
      <button type="button" className="step-row episode" aria-expanded={open} title={strings.episodeTitle(open)}
        onClick={() => onToggle(from)}>
        <span className="number"><Icon size={14} aria-hidden="true" /></span>
        <span className="what">
          <span className="title">{strings.episode(to - from + 1)}</span>
          <span className="args">
            {waiting.size > 0 && <span className="outcome" data-tone="wait">{strings.episodeWaiting(waiting.size)} </span>}
            {strings.episodeSteps(from, to, calls)}</span>
        </span>
      </button>
    </li>
  );
}
