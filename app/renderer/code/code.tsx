/** The scenario as C programs, one per process: the lines of the current step are marked. */
import './code.css';
import { type ReactNode, useMemo, useState } from 'react';
import { Download } from 'lucide-react';
import { type Code as Generated, generateCode } from '../../shared/codegen/index.ts';
import { splitParticipant } from '../../shared/domain/ids.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { currentHistory, isRecording, useSession } from '../store/session.ts';
import { CodeText } from './code-text.tsx';
import { saveZip } from './save-zip.ts';
import { strings } from './strings.ts';

export function Code() {
  const opened = useSession((s) => s.opened);
  const step = useSession((s) => s.step);
  const recording = useSession(isRecording);
  // A step that was added by hand makes the plan longer.
  const planned = useSession((s) => s.state?.planned ?? 0);
  const generated = useMemo(() => {
    if (!opened) return { problem: strings.noSession };
    try {
      return { code: generateCode(currentHistory().log.header.scenario) };
    } catch (error) {
      return { problem: error instanceof Error ? error.message : String(error) };
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the plan's length says that the scenario has changed
  }, [opened, planned]);
  if ('problem' in generated)
    return <p className="empty">{(recording ? strings.noCodeOfRecording : strings.noCode)(generated.problem)}</p>;
  const actor = step?.action.kind === 'call' || step?.action.kind === 'completion' ? splitParticipant(step.action.participant).process
    : step?.action.kind === 'message' ? step.action.from : null;
  return <Files code={generated.code} actor={actor} step={step?.plan === null || step?.plan === undefined ? null : step.plan + 1}
    title={opened?.header.scenario.title ?? ''} />;
}

function Files({ code, actor, step, title }: { code: Generated; actor: string | null; step: number | null; title: string }) {
  const [chosen, choose] = useState<string | null>(null);
  // Unless the user chose a file, the program of the acting process is shown.
  const file = code.files.find((f) => f.name === chosen) ?? code.files.find((f) => f.process !== null && f.process === actor)
    ?? code.files[0]!;
  return (
    <div className="code" data-testid="code">
      <div className="code-bar">
        <fieldset aria-label={strings.files}>
          {code.files.map(({ name }) => (
            <label key={name} className="mono">
              <input type="radio" name="c-file" data-testid={`c-file-${name}`} checked={name === file.name}
                onChange={() => choose(name)} /> {name}</label>
          ))}
        </fieldset>
        {chosen !== null && <button type="button" className="link" onClick={() => choose(null)}>{strings.follow}</button>}
        <span className="spring" />
        <CopyButton text={file.text} what={file.name} />
        <button type="button" className="quiet" data-testid="c-zip" onClick={() => saveZip(title, code)} title={strings.saveAllTitle}>
          <Download size={13} aria-hidden="true" /> {strings.saveAll}</button>
      </div>
      <CodeText file={file} step={step} />
      <HowTo code={code} />
    </div>
  );
}

function HowTo({ code }: { code: Generated }) {
  return (
    <details className="code-how">
      <summary>{strings.build}</summary>
      <Line>{code.build.join('\n')}</Line>
      <Line>{code.run}</Line>
    </details>
  );
}

function Line({ children }: { children: ReactNode }) {
  return <pre className="mono">{children}<CopyButton text={String(children)} what={strings.copyCommand} /></pre>;
}
