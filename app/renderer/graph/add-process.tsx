/** Adds a process to the scenario. */
import { Plus } from 'lucide-react';
import { useEditable } from '../store/edits.ts';
import { editProcess } from '../store/edit-process.ts';
import { useUi } from '../store/ui.ts';
import { strings } from './strings.ts';

export function AddProcess() {
  const editable = useEditable();
  const presenting = useUi((s) => s.overlay === 'presenter');
  if (!editable || presenting) return null;
  return (
    <button type="button" className="add-process" data-testid="graph-add-process" title={strings.addProcessTitle}
      onClick={() => editProcess(null)}><Plus size={12} aria-hidden="true" /> {strings.addProcess}</button>
  );
}
