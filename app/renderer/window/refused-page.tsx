/** Full-page message for a page that the host will not serve. */
import type { Refusal } from '../transport/web-socket.ts';

const WORDS: Readonly<Record<Exclude<Refusal, 'restarted' | 'replaced'>, { title: string; text: string }>> = {
  unknown: {
    title: 'This page is not logged in',
    text: 'Open the address that the inspector printed when it started: it carries a token that lets this browser in. If the inspector has been started again since, it printed a new one.',
  },
  full: {
    title: 'Every seat is taken',
    text: 'As many users are connected as the inspector was started for. Open the address again once one of them has closed the page, or start it with a larger --users.',
  },
};

export function RefusedPage({ why }: { why: Exclude<Refusal, 'restarted' | 'replaced'> }) {
  const { title, text } = WORDS[why];
  return (
    <main className="refused">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  );
}
