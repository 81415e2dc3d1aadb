/** The WSAAsyncSelect registration of a socket of Windows: which window gets which message for which events. */
import type { WinsockFacts } from '../../shared/live/capture.ts';
import { strings } from './strings.ts';
import { filled } from '../components/filled.tsx';

export function AsyncSelect(
  { registration: { window, message, events, disabled }, process }: { registration: NonNullable<WinsockFacts['asyncSelect']>;
    process: WinsockFacts['windowProcess'] },
) {
  return (
    <div data-testid="live-async-select">
      <p>
        {filled(strings.asyncSelect.text,
          { events: <span className="mono">{events.join(' | ') || strings.asyncSelect.noEvents}</span>,
            message: <span className="mono">{message}</span> })}</p>
      <p className="quiet-text">
        {filled(strings.asyncSelect.window, {
          window: <span className="mono">{window}</span>,
          process: process && strings.asyncSelect.of(process.name, process.pid),
          disabled: disabled.length > 0 && strings.asyncSelect.disabled(disabled.join(' | ')),
        })}
      </p>
    </div>
  );
}
