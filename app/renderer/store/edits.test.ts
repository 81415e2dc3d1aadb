import { expect, it } from 'vitest';
import { startEdits } from '../../shared/scenario/edit/edits.ts';
import type { Scenario } from '../../shared/scenario/format.ts';
import { isSaved, noteSaved, savedWhole, useEdits } from './edits.ts';

const scenario = { title: 'A', rules: 'linux', processes: { main: {} }, steps: [] } as unknown as Scenario;

it('counts the scenario that was written as saved, not one that was edited while it was written', () => {
  useEdits.setState({ session: 'session-1', applied: scenario, edits: startEdits(scenario) });
  const written = savedWhole();
  noteSaved(written);
  expect(isSaved(useEdits.getState())).toBe(true);
  const later = { ...scenario, title: 'B' };
  useEdits.setState({ edits: startEdits(later), applied: later });
  noteSaved(written);
  expect(isSaved(useEdits.getState())).toBe(false);
  useEdits.setState({ applied: scenario });
  expect(savedWhole(), 'edits that are not applied are in no file').toBeNull();
});
