/** Before the first step: what the scenario is about. */
import type { RuleId } from '../../shared/domain/ids.ts';
import { RuleChips } from '../components/rule-chips.tsx';
import { isRecording, useSession } from '../store/session.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';
import { filled } from '../components/filled.tsx';

export function StartFacts() {
  const scenario = useSession((s) => s.opened?.header.scenario);
  const recording = useSession(isRecording);
  const record = useSession((s) => s.record !== null);
  if (!scenario) return null;
  return (
    <>
      <PanelHeading>{recording ? strings.start.headingOfRecording : strings.start.heading}</PanelHeading>
      <p className="note">{scenario.description ?? scenario.title}</p>
      {scenario.teaches && scenario.teaches.length > 0
        && <div className="note">{strings.start.rules}<RuleChips rules={scenario.teaches as RuleId[]} /></div>}
      <PanelHeading>{strings.start.next}</PanelHeading>
      <p className="note">
        {record ? filled(strings.start.nextOfRecording, { step: <b>{common.step}</b>, run: <b>{common.run}</b> })
          : filled(strings.start.nextText, { step: <b>{common.step}</b>, run: <b>{common.run}</b> })}
      </p>
    </>
  );
}
