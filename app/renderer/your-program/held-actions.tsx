/** How a held call continues. Always in sight below the rest of the bar, which scrolls in a small window. */
import { useState } from 'react';
import { errorNames } from '../../shared/calls/errors.ts';
import type { HeldView } from '../../shared/contract/recording.ts';
import { heldNow, release, useProgram } from '../store/program.ts';
import { strings } from './strings.ts';

const text = strings.held;

export function HeldActions() {
  const held = useProgram(heldNow);
  return held ? <Actions key={held.id} held={held} /> : null;
}

function Actions({ held }: { held: HeldView }) {
  const [error, setError] = useState('EMFILE');
  const [fits, setFits] = useState('0');
  return (
    <p className="program-line held-actions" data-testid="held-actions">
      <button type="button" className="primary" data-testid="held-continue" title={text.goTitle}
        onClick={() => void release({ kind: 'continue' })}>{text.go} <kbd>F5</kbd></button>
      <button type="button" data-testid="held-thread" title={text.threadTitle}
        onClick={() => void release({ kind: 'continue' }, 'thread')}>{text.thread} <kbd>F10</kbd></button>
      <button type="button" data-testid="held-process" title={text.processTitle}
        onClick={() => void release({ kind: 'continue' }, 'process')}>{text.process} <kbd>F9</kbd></button>
      <span className="pair">
        <select value={error} data-testid="held-error" aria-label={text.error} onChange={({ target }) => setError(target.value)}>
          {errorNames('linux').map((name) => <option key={name}>{name}</option>)}</select>
        <button type="button" data-testid="held-refuse" title={text.refuseTitle} onClick={() => void release({ kind: 'refuse', error })}>
          {text.refuse}</button>
      </span>
      {held.cuts && (
        <span className="pair">
          <input type="number" min={0} max={253} value={fits} data-testid="held-fits" aria-label={text.cutTo}
            onChange={({ target }) => setFits(target.value)} />
          <button type="button" data-testid="held-cut" onClick={() => void release({ kind: 'cut', descriptors: Number(fits) })}>
            {text.cut}</button>
        </span>
      )}
    </p>
  );
}
