/** Before the first step: what the scenario is about. */
import type { RuleId } from '../../shared/domain/ids.ts';
import { RuleChips } from '../parts/rule-chips.tsx';
import { useSession } from '../store/session.ts';
import { PanelHeading } from './panel-heading.tsx';

export function StartFacts() {
  const scenario = useSession((s) => s.opened?.header.scenario);
  if (!scenario) return null;
  return (
    <>
      <PanelHeading>This scenario</PanelHeading>
      <p className="note">{scenario.description ?? scenario.title}</p>
      {scenario.teaches && scenario.teaches.length > 0 && <div className="note">Teaches <RuleChips rules={scenario.teaches as RuleId[]} /></div>}
      <PanelHeading>How to go on</PanelHeading>
      <p className="note"><b>Step</b> performs the next call, <b>Run</b> all of them. Select anything in the graph to see here what is known of it, and how.</p>
    </>
  );
}
