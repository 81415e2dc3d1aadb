/** Every holder of the chosen socket, and the question before a copy is fetched. */
import { useState } from 'react';
import type { FetchQuestion, LiveDetail } from '../../shared/live/answers.ts';
import { PanelHeading } from '../components/panel-heading.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { ask } from '../store/host-client.ts';
import { openProgramForm } from '../store/program.ts';
import { FetchDialog } from './fetch-dialog.tsx';
import { useLive } from '../store/live.ts';
import { startText } from './texts.ts';
import { strings } from './strings.ts';

export function LiveHolders({ detail: { holders, row } }: { detail: LiveDetail }) {
  const capture = useLive((s) => s.capture);
  const [question, setQuestion] = useState<FetchQuestion | null>(null);
  const commands = holders.map((h) => h.command).filter((c) => c !== null);
  if (!capture) return null;
  const now = capture.header.endedAt;
  const askFetch = async (holder: number) => setQuestion(await ask('live.fetch', { capture: capture.capture, holder }));
  return (
    <>
      <PanelHeading
        aside={<>{commands.length > 0 && <CopyButton text={commands.join('\n')} what={strings.holders.commandsCopy} />} {row.holders}</>}>
        {strings.holders.heading}</PanelHeading>
      {holders.length === 0 && <p className="empty">{strings.holders.none}</p>}
      <ul className="live-holders">
        {holders.map((h) => (
          <li key={h.holder} id={`live-holder-${h.holder}`} data-testid="live-holder">
            <p>
              <b>{h.process.name}</b> <span className="mono">{h.process.pid}</span> <span className="quiet-text">
                {startText(h.process.startedAt, now)}</span>
              <span className="mono number">{strings.holders.fd(h.descriptor)}</span>
            </p>
            <p className="quiet-text">
              {h.provenance ?? strings.holders.unknownOrigin}
              {h.closeOnExec !== null && (h.closeOnExec ? strings.holders.closesOnExec : strings.holders.survivesExec)}
            </p>
            {h.command !== null
              && <p className="mono command" title={h.command}>{h.command}
                <CopyButton text={h.command} what={strings.holders.commandCopy} /></p>}
            <button type="button" className="link" data-testid="live-program" onClick={() => openProgramForm(
              { capture: capture.capture, holder: h.holder, name: h.process.name, pid: h.process.pid })}>
              {strings.holders.program}</button>{' '}
            {h.fetch.possible
              ? <button type="button" className="link" data-testid="live-fetch" onClick={() => void askFetch(h.holder)}>
                {strings.holders.fetch}</button>
              : <span className="quiet-text">{strings.holders.noCopy(h.fetch.why)}</span>}
          </li>
        ))}
      </ul>
      {question && <FetchDialog question={question} onClose={() => setQuestion(null)} />}
    </>
  );
}
