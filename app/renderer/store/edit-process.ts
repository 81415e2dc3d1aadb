/** The dialog of a process. The replay page contains this file, so it must not load what checks scenarios. */
import { useEdits } from './edits.ts';
import { refusedForRecording } from './session-actions.ts';
import { open } from './ui.ts';

/** @param name null for a new process. */
export function editProcess(name: string | null): void {
  if (refusedForRecording()) return;
  useEdits.setState({ process: name });
  open('process');
}
