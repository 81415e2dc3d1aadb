/** Every key of the window, from the list of its commands. */
import { X } from 'lucide-react';
import { Arrows } from '../components/arrows.tsx';
import { OverlayDialog } from '../components/overlay.tsx';
import { open } from '../store/ui.ts';
import { COMMANDS } from './commands.ts';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function KeysHelp() {
  return (
    <OverlayDialog label={strings.shortcuts} className="keys-help" onClose={() => open(null)}>
      <h2 className="heading">
        {strings.shortcuts} <button type="button" className="quiet" onClick={() => open(null)}>
          <X size={12} aria-hidden="true" /> {common.close}</button></h2>
      <dl>
        {COMMANDS.filter((c) => c.keys !== null)
          .map((c) => <div key={c.id}><dt><kbd><Arrows text={c.keys!} /></kbd></dt><dd>{c.title}</dd></div>)}
        {strings.more.map(([keys, what]) => <div key={keys}><dt><kbd>{keys}</kbd></dt><dd>{what}</dd></div>)}
      </dl>
    </OverlayDialog>
  );
}
