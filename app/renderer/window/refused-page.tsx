/** Full-page message for a page that the host will not serve. */
import type { Refusal } from '../transport/web-socket.ts';

const WORDS: Readonly<Record<Refusal, { title: string; text: string }>> = {
  unknown: {
    title: 'This page is not logged in',
    text: 'Open the address that the inspector printed when it started: it carries a token that lets this browser in. If the inspector has been started again since, it printed a new one.',
  },
  replaced: {
    title: 'Another page has taken over',
    text: 'The inspector serves one page at a time, and a newer one is open. Close it and reload this one to go on here.',
  },
};

export function RefusedPage({ why }: { why: Refusal }) {
  const { title, text } = WORDS[why];
  return (
    <main className="refused">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  );
}
