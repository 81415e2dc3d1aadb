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
    const allow = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) latest.current(file);
    };
    document.addEventListener('dragover', allow);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', allow);
      document.removeEventListener('drop', drop);
    };
  }, []);
}
