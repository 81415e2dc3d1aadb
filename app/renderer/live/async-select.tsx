/** The WSAAsyncSelect registration of a socket of Windows: which window gets which message for which events. */
import type { WinsockFacts } from '../../shared/live/capture.ts';

export function AsyncSelect({ registration: { window, message, events, disabled }, process }: { registration: NonNullable<WinsockFacts['asyncSelect']>; process: WinsockFacts['windowProcess'] }) {
  return (
    <div data-testid="live-async-select">
      <p><span className="mono">{events.join(' | ') || 'no events'}</span> by WSAAsyncSelect, message <span className="mono">{message}</span></p>
      <p className="quiet-text">
        window <span className="mono">{window}</span>{process && ` of ${process.name || 'process'} (${process.pid})`}
        {disabled.length > 0 && `; ${disabled.join(' | ')} reported, and not yet re-enabled`}
      </p>
    </div>
  );
}
