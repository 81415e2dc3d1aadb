/** Opens a scenario or a trace file, by button or dropped anywhere on the window. */
import { useEffect, useRef } from 'react';
import { strings } from './strings.ts';

export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  useDrop(onFile);
  return (
    <div className="file-drop">
      <button type="button" onClick={() => input.current?.click()}>{strings.file.open}</button>
      <p>{strings.file.drop}</p>
      <input ref={input} type="file" hidden accept=".json,.ndjson,.gz,application/json,application/x-ndjson,application/gzip"
        data-testid="scenario-file" aria-label={strings.file.field} onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) onFile(file);
          target.value = '';
        }} />
    </div>
  );
}

/** Files that are dropped on the window, while the caller is shown. */
export function useDrop(onFile: (file: File) => void): void {
  const latest = useRef(onFile);
  useEffect(() => { latest.current = onFile; });
  useEffect(() => {
    const root = document.documentElement;
    const allow = (event: DragEvent) => {
      event.preventDefault();
      // Rows that are dragged within the window are no files.
      if (event.dataTransfer?.types.includes('Files')) root.dataset['dropping'] = 'true';
    };
    const leave = (event: DragEvent) => { if (event.relatedTarget === null) delete root.dataset['dropping']; };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      delete root.dataset['dropping'];
      const file = event.dataTransfer?.files[0];
      if (file) latest.current(file);
    };
    document.addEventListener('dragover', allow);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', allow);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
      delete root.dataset['dropping'];
    };
  }, []);
}
