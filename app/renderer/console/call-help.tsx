/** Help for a call: its prototype, its effect, and its documentation. */
import { ExternalLink } from 'lucide-react';
import type { CallSpec } from '../../shared/calls/types.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { strings } from './strings.ts';

export function CallHelp({ call }: { call: CallSpec }) {
  return (
    <div className="call-help" data-testid="call-help">
      <h3 className="mono">{call.name} <CopyButton text={call.name} what={strings.what.name} /></h3>
      {call.prototype !== '' && <pre data-testid="call-prototype">{call.prototype}</pre>}
      <p>{call.summary}</p>
      <p><a href={call.doc} target="_blank" rel="noreferrer">{new URL(call.doc).host} <ExternalLink size={11} aria-hidden="true" /></a></p>
    </div>
  );
}
