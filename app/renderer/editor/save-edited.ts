/** Saves the scenario under edit as a file with the name of its title; the browser or system asks before it replaces a file. */
import { edited } from '../../shared/scenario/edit/edits.ts';
import { fileNameOf, scenarioText } from '../../shared/scenario/edit/text.ts';
import { saveText } from '../browser/download.ts';
import { noteSaved, useEdits } from '../store/edits.ts';
import { showDone } from '../store/ui.ts';
import { strings } from './strings.ts';

export async function saveEdited(): Promise<void> {
  const { edits } = useEdits.getState();
  if (!edits) return;
  const scenario = edited(edits);
  const file = `${fileNameOf(scenario.title)}.json`;
  if (!(await saveText(file, scenarioText(scenario), 'application/json'))) return;
  noteSaved(scenario);
  showDone(strings.savedAs(file));
}
