/** Copies a value; appears beside the value. */
import { useEffect, useState } from 'react';
import { Check, Copy } from 'lucide-react';
import { strings } from './strings.ts';

export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    void copyText(text).then(setCopied);
  };
  return (
    <button type="button" className="copy" aria-label={copied ? strings.copied(what) : strings.copy(what)} title={strings.copy(what)}
      onClick={copy}>
      {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
    </button>
  );
}

/** Uses a selection if clipboard access is not permitted: the Electron host refuses every permission. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    area.className = 'hidden-words';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}
