/** The form for a program, and then the host's question before anything starts. */
import './program.css';
import { useState } from 'react';
import { OverlayDialog } from '../components/overlay.tsx';
import { useProgram } from '../store/program.ts';
import { open } from '../store/ui.ts';
import { ProgramForm } from './program-form.tsx';
import { ProgramQuestion } from './program-question.tsx';
import { strings } from './strings.ts';

export function ProgramDialog() {
  const question = useProgram((s) => s.question);
  // What was typed is there again for a user who goes back.
  const [form, setForm] = useState<Parameters<typeof ProgramForm>[0]['value'] | null>(null);
  const close = () => {
    useProgram.setState({ question: null, process: null });
    open(null);
  };
  return (
    <OverlayDialog label={strings.dialog.label} className="program-dialog" onClose={close}>
      {question ? <ProgramQuestion question={question} /> : <ProgramForm value={form} onChange={setForm} onCancel={close} />}
    </OverlayDialog>
  );
}
