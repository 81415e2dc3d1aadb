/** What a recording has lost and cannot show, always in view. */
import { useSession } from '../store/session.ts';
import { strings } from './strings.ts';

export function RecordingLimits() {
  const recording = useSession((s) => s.opened?.header.recording);
  if (!recording) return null;
  const { source, calls, lost, unread, undecoded } = recording;
  const others = Object.entries(recording.notFollowed).map(([name, count]) => `${name} ${count}`).join(', ');
  const text = strings.recording;
  const limits = [lost > 0 && text.lost(lost), unread > 0 && text.unread(unread), undecoded > 0 && text.undecoded(undecoded)]
    .filter((limit) => limit !== false);
  return (
    <section className="recording-limits" data-testid="recording-limits" aria-label={text.label}>
      <span>{text.calls(calls, source)}</span>
      {lost === 0 && <span>{text.complete}</span>}
      {limits.map((limit) => <b key={limit}>{limit}</b>)}
      {others !== '' && <b title={text.notFollowedTitle}>{text.notFollowed(others)}</b>}
    </section>
  );
}
