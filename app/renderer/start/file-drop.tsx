/** Opens a scenario file, by button or dropped anywhere on the start screen. */
import { useEffect, useRef } from 'react';
import { tell } from '../store/ui.ts';

/** The contract's limit on a scenario's text. */
const MOST_BYTES = 4_000_000;

export function FileDrop({ onFile }: { onFile: (text: string, file: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const latest = useRef(onFile);
  useEffect(() => { latest.current = onFile; });
  useEffect(() => {
    const allow = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void read(file, latest.current);
    };
    document.addEventListener('dragover', allow);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', allow);
      document.removeEventListener('drop', drop);
    };
  }, []);
  return (
    <div className="file-drop">
      <button type="button" onClick={() => input.current?.click()}>Open a scenario file…</button>
      <p>or drop one here. Its format is handoff-scenario/1, JSON.</p>
      <input ref={input} type="file" hidden accept=".json,application/json" data-testid="scenario-file" aria-label="Scenario file" onChange={({ target }) => {
        const file = target.files?.[0];
        if (file) void read(file, onFile);
        target.value = '';
      }} />
    </div>
  );
}

async function read(file: File, onFile: (text: string, file: string) => void): Promise<void> {
  if (file.size > MOST_BYTES) {
    tell(`${file.name} is larger than a scenario can be (4 MB). Choose the scenario itself, not a trace of it.`);
    return;
  }
  onFile(await file.text(), file.name.slice(0, 260));
}
