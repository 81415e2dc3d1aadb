/** Full-page message for a page that the host refuses. */
import type { Refusal } from '../transport/web-socket.ts';
import { strings } from './strings.ts';

export function RefusedPage({ why }: { why: Exclude<Refusal, 'restarted' | 'replaced'> }) {
  const { title, text } = strings.refusals[why];
  return (
    <main className="refused">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  );
}
