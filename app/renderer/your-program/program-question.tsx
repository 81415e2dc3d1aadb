/** The host's question: the program word by word, its folder and user, and what recording does to it. */
import { useState } from 'react';
import type { RecordingQuestion } from '../../shared/contract/recording.ts';
import { start, useProgram } from '../store/program.ts';
import { strings } from './strings.ts';

const text = strings.dialog;

export function ProgramQuestion({ question }: { question: RecordingQuestion }) {
  const [under, setUnder] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { program, owner, mode, sentences, source } = question;
  const back = () => useProgram.setState({ question: null });
  const confirm = async () => {
    setUnder(true);
    setProblem(await start(question));
    setUnder(false);
  };
  const title = program.kind === 'launch' ? program.words[0]! : text.attach(program.name, program.pid);
  return (
    <section data-testid="program-question">
      <h2>{text.questionTitle[mode](title)}</h2>
      <dl className="facts">
        {program.kind === 'launch' ? (
          <>
            <dt>{text.command}</dt>
            <dd><ol className="words mono">
              {program.words.map((word, i) => (
                // oxlint-disable-next-line react/no-array-index-key -- the same word can occur twice, and none moves
                <li key={i}>{word}</li>
              ))}
            </ol></dd>
            <dt>{text.folder}</dt><dd className="mono">{program.folder}</dd>
            {program.environment.length > 0 && <><dt>{text.environment}</dt><dd className="mono">{program.environment.join(', ')}</dd></>}
          </>
        ) : (
          <>
            <dt>{text.process}</dt><dd>{text.attach(program.name, program.pid)}, {text.since(new Date(program.startedAt))}</dd>
            {program.command !== null && <><dt>{text.command}</dt><dd className="mono">{program.command}</dd></>}
          </>
        )}
        <dt>{text.owner}</dt><dd>{owner}</dd>
        <dt>{text.source}</dt><dd>{source}</dd>
      </dl>
      {sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
      {problem !== null && <p className="problem" role="alert" data-testid="program-problem">{problem}</p>}
      <p className="dialog-end">
        <button type="button" data-testid="program-back" onClick={back}>{text.cancel}</button>
        {/* A question that was answered cannot be answered again. */}
        <button type="button" className="primary" data-testid="program-confirm" disabled={under || problem !== null}
          onClick={() => void confirm()}>
          {under ? text.confirming : (program.kind === 'launch' ? text.confirm : text.confirmAttach)[mode]}</button>
      </p>
    </section>
  );
}
