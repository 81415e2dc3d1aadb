/** Every key of the window, from the list of its commands. */
import { X } from 'lucide-react';
import { Arrows } from '../parts/arrows.tsx';
import { OverlayDialog } from '../parts/overlay.tsx';
import { open } from '../store/ui.ts';
import { COMMANDS } from './commands.ts';

const MORE = [
  ['Arrows, in the graph', 'Along the lines to the next thing; Enter inspects it'],
  ['Arrows, in the steps', 'Up and down, Home and End'],
  ['Arrows, on a border', 'Move the border between two panels'],
  ['Tab, Shift Tab', 'From one part of the window to the next'],
] as const;

export function KeysHelp() {
  return (
    <OverlayDialog label="All keys" className="keys-help" onClose={() => open(null)}>
      <h2 className="heading">All keys <button type="button" className="quiet" onClick={() => open(null)}><X size={12} aria-hidden="true" /> Close</button></h2>
      <dl>
        {COMMANDS.filter((c) => c.keys !== null).map((c) => <div key={c.id}><dt><kbd><Arrows text={c.keys!} /></kbd></dt><dd>{c.title}</dd></div>)}
        {MORE.map(([keys, words]) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{words}</dd></div>)}
      </dl>
    </OverlayDialog>
  );
}
