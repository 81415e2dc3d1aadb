/** Pasted bytes of a WSAPROTOCOL_INFOW with their fields named, read by the host's own decoder. */
import { useEffect, useState } from 'react';
import type { DecodedBlob } from '../../shared/contract/own.ts';
import { BlobView } from '../inspector/blob-view.tsx';
import { request } from '../store/host.ts';

export function DecodeBytes() {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ blob: DecodedBlob | null; problem: string | null }>({ blob: null, problem: null });
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      if (text.trim() === '') {
        setFound({ blob: null, problem: null });
        return;
      }
      void request('own.decode', { text: text.slice(0, 20_000) }).then((answer) => {
        if (!gone) setFound(answer.ok ? { blob: answer.value, problem: null } : { blob: null, problem: answer.message });
      });
    }, 150);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [text]);
  const { blob, problem } = found;
  return (
    <>
      <label className="own-field">
        <span>The bytes, as hex or base64; a whole frame will do</span>
        <textarea className="mono" data-testid="own-bytes" rows={5} spellCheck={false} value={text} placeholder="66 00 02 00 00 00 00 00 …" onChange={({ target }) => setText(target.value)} />
      </label>
      {problem !== null && <p role="alert" data-tone="bad" data-testid="own-problem">{problem}</p>}
      {!blob && problem === null && <p className="empty">A WSAPROTOCOL_INFOW has 628 bytes. They say what kind of socket it is, and not which: what makes them a capability is private to the provider (S16), and only the process they were made for can use them, once (S4).</p>}
      {blob && (
        <div data-testid="own-decoded">
          {blob.targetPid !== null && <p>The frame says that it was made for process <b className="mono">{blob.targetPid}</b>.</p>}
          <BlobView hex={blob.hex} />
        </div>
      )}
    </>
  );
}
