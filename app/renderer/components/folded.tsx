/** Panels that share one place where there is no room for all of them side by side. */
import './folded.css';
import { type ReactNode, useState } from 'react';

interface Props {
  label: string;
  parts: readonly { id: string; name: string; content: ReactNode }[];
  /** The part to bring up when a thing is selected. */
  details: string;
  selected: unknown;
}

export function Folded({ label, parts, details, selected }: Props) {
  const [shown, setShown] = useState(parts[0]?.id);
  const [seen, setSeen] = useState(selected);
  if (selected !== seen) {
    setSeen(selected);
    if (selected !== null) setShown(details);
  }
  return (
    <div className="folded">
      <fieldset aria-label={label}>
        {parts.map(({ id, name }) => (
          <button key={id} type="button" className="quiet" data-testid={`folded-${id}`} aria-pressed={shown === id}
            onClick={() => setShown(id)}>{name}</button>
        ))}
      </fieldset>
      <div>{parts.find(({ id }) => id === shown)?.content}</div>
    </div>
  );
}
