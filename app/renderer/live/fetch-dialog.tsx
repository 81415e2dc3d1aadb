/** Explains the consequences of fetching a copy, and does it only when the user agrees. */
import { useState } from 'react';
import type { FetchQuestion } from '../../shared/live/answers.ts';
import { OverlayDialog } from '../components/overlay.tsx';
import { ask } from '../store/host-client.ts';
import { scan } from '../store/live.ts';
import { readFetched } from './fetched.tsx';
import { strings } from './strings.ts';
import { strings as common } from '../components/strings.ts';

export function FetchDialog({ question, onClose }: { question: FetchQuestion; onClose: () => void }) {
  const [under, setUnder] = useState(false);
  const { holder } = question;
  const agree = async () => {
    setUnder(true);
    const fetched = await ask('live.fetchConfirm', { question: question.question });
    if (fetched) {
      // The table counts the copy.
      await scan();
      await readFetched();
    }
    onClose();
  };
  return (
    <OverlayDialog label={strings.fetch.label} className="fetch-dialog" onClose={onClose}>
      <h2>{strings.fetch.title(holder.process.name, holder.process.pid, holder.descriptor)}</h2>
      {question.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
      <p className="dialog-end">
        <button type="button" onClick={onClose}>{common.cancel}</button>
        <button type="button" className="primary" data-testid="live-fetch-confirm" disabled={under} onClick={() => void agree()}>
          {under ? strings.fetch.under : strings.fetch.confirm}</button>
      </p>
    </OverlayDialog>
  );
}
