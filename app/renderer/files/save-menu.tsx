/** All export formats of a session, below its button: trace, scenario, figures, a replay page, C, a link. */
import './save-menu.css';
import { type KeyboardEvent, useEffect } from 'react';
import { ChevronDown, Save } from 'lucide-react';
import { usePopup } from '../components/use-popup.ts';
import { saveAs, saveLink, saveScenario } from './save.ts';
import { isRecording, useSession } from '../store/session.ts';
import { strings } from './strings.ts';

interface Item {
  id: string;
  title: string;
  hint: string;
  run: () => void;
  /** It needs a session of the host, not a trace opened from a file. */
  hosted?: true;
  /** A recording has none. */
  ofScenario?: true;
}

const ITEMS: readonly Item[] = [
  { id: 'ndjson', ...strings.save.items.ndjson, run: () => void saveAs('ndjson') },
  { id: 'scenario', ...strings.save.items.scenario, run: () => void saveScenario(), ofScenario: true },
  { id: 'html', ...strings.save.items.html, run: () => void saveAs('html'), hosted: true },
  { id: 'svg', ...strings.save.items.svg, run: () => void saveAs('svg') },
  { id: 'png', ...strings.save.items.png, run: () => void saveAs('png'), hosted: true },
  { id: 'sequence-svg', ...strings.save.items.sequence, run: () => void saveAs('sequence-svg') },
  { id: 'c', ...strings.save.items.c, run: () => void saveAs('c'), hosted: true },
  { id: 'link', ...strings.save.items.link, run: () => void saveLink() },
];

export function SaveMenu() {
  const { open, setOpen, box } = usePopup();
  const record = useSession((s) => s.record);
  const recording = useSession(isRecording);
  useEffect(() => { if (open) box.current?.querySelector<HTMLElement>('[role="menuitem"]')?.focus(); }, [open, box]);
  const close = () => {
    setOpen(false);
    box.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])') ?? [])];
    const at = items.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length]?.focus();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys move between the items inside
    <span className="save-menu" ref={box} onKeyDown={onKeyDown}>
      <button type="button" data-testid="save" aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}
        title={strings.save.buttonTitle}>
        <Save size={13} aria-hidden="true" /> <span>{strings.save.button}</span> <ChevronDown size={12} aria-hidden="true" /></button>
      {open && (
        <div className="save-list" role="menu" aria-label={strings.save.menu}>
          {ITEMS.map(({ id, title, hint, run, hosted, ofScenario }) => {
            const none = ofScenario === true && recording;
            const off = none || (hosted === true && record !== null);
            return (
              <button key={id} type="button" role="menuitem" className="plain" tabIndex={-1} data-testid={`save-${id}`} aria-disabled={off}
                onClick={() => {
                  if (off) return;
                  close();
                  run();
                }}>
                <b>{title}</b> <span className="quiet-text">{none ? strings.save.noScenario : off ? strings.save.hostedOnly : hint}</span>
              </button>
            );
          })}
        </div>
      )}
    </span>
  );
}
