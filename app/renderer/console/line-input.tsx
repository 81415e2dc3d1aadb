/** An input for a step, with suggestions below it. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role --
   a combobox with a listbox: no element of HTML completes words */
import './console.css';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { completeLine } from '../../shared/console/complete-line.ts';
import type { Scope } from '../../shared/console/scope.ts';
import { strings } from './strings.ts';

const MOST = 60;

interface Props {
  line: string;
  participant: string;
  scope: Scope;
  label: string;
  testId: string;
  /** Range of invalid characters, to be marked. */
  fault: { from: number; to: number } | null;
  takesFocus?: boolean;
  onChange: (line: string) => void;
  onEnter: () => void;
  onEscape?: () => void;
  /** Arrow up and down while no suggestion is chosen. */
  onRecall?: (by: -1 | 1) => void;
}

export function LineInput({ line, participant, scope, label, testId, fault, takesFocus, onChange, onEnter, onEscape, onRecall }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [cursor, setCursor] = useState(line.length);
  const [open, setOpen] = useState(false);
  const [chosen, setChosen] = useState(-1);
  const at = Math.min(cursor, line.length);
  const found = useMemo(() => completeLine(line, at, participant, scope), [line, at, participant, scope]);
  const suggestions = found.suggestions.slice(0, MOST);
  const shown = open && suggestions.length > 0;
  useEffect(() => { if (takesFocus) input.current?.focus(); }, [takesFocus]);
  useEffect(() => { list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' }); }, [chosen]);

  /** Cursor position for the next render: set immediately, since a fast typist's next letter is already under way. */
  const place = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (place.current === null) return;
    input.current?.focus();
    input.current?.setSelectionRange(place.current, place.current);
    place.current = null;
  });

  const accept = (index: number) => {
    const suggestion = suggestions[index];
    if (!suggestion) return;
    // A name needs a value, and a flag can be followed by another; anything else is complete.
    const goesOn = suggestion.text.endsWith('=') || found.field?.kind === 'flags' || found.field?.kind === 'names';
    const rest = line.slice(found.to).trimStart();
    const before = `${line.slice(0, found.from)}${suggestion.text}${goesOn ? '' : ' '}`;
    onChange(before + rest);
    setChosen(-1);
    setCursor(before.length);
    setOpen(suggestion.text.endsWith('=') || suggestion.text.endsWith(':') || found.call === null);
    place.current = before.length;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { key } = event;
    // The keys are for the input method.
    if (event.nativeEvent.isComposing) return;
    if (key === ' ' && event.ctrlKey) setOpen(true);
    else if (key === 'ArrowDown' && shown) setChosen((c) => (c + 1) % suggestions.length);
    else if (key === 'ArrowUp' && shown) setChosen((c) => (c <= 0 ? suggestions.length : c) - 1);
    else if (key === 'ArrowUp' && onRecall) onRecall(-1);
    else if (key === 'ArrowDown' && onRecall) onRecall(1);
    else if (key === 'Tab' && shown && !event.shiftKey) accept(Math.max(0, chosen));
    else if (key === 'Enter' && shown && chosen >= 0) accept(chosen);
    else if (key === 'Enter') {
      setOpen(false);
      onEnter();
    } else if (key === 'Escape' && shown) setOpen(false);
    else if (key === 'Escape' && onEscape) onEscape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const move = () => setCursor(input.current?.selectionStart ?? line.length);
  return (
    <div className="line-input">
      <div className="line-box">
        {fault && <span className="line-fault mono" aria-hidden="true">{line.slice(0, fault.from)}
          <mark>{line.slice(fault.from, fault.to) || ' '}</mark></span>}
        <input ref={input} className="mono" data-testid={testId} aria-label={label} role="combobox" aria-expanded={shown}
          aria-controls={shown ? `${id}-list` : undefined}
          aria-autocomplete="list" aria-activedescendant={shown && chosen >= 0 ? `${id}-${chosen}` : undefined}
          aria-invalid={fault !== null}
          spellCheck={false} autoComplete="off" autoCapitalize="off" value={line} placeholder={strings.linePlaceholder}
          onChange={({ target }) => { onChange(target.value); setCursor(target.selectionStart ?? target.value.length); setChosen(-1);
            setOpen(true); }}
          onSelect={move} onKeyDown={onKeyDown} onBlur={() => setOpen(false)} />
      </div>
      {shown && (
        <ul ref={list} id={`${id}-list`} role="listbox" aria-label={strings.suggestions} className="suggestions"
          data-testid={`${testId}-suggestions`}>
          {suggestions.map(({ text, about }, index) => (
            // The keys go to the input, which has the focus.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <li key={text} id={`${id}-${index}`} role="option" aria-selected={index === chosen}
              onMouseDown={(event) => event.preventDefault()} onClick={() => accept(index)}>
              <span className="mono">{text}</span><span className="quiet-text">{about}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
