/** The content of a message step: a named blob, a process id, a value, or plain text. */
import { PROTOCOL_INFO_SIZE } from '../../../shared/domain/protocol-info.ts';
import type { MessageRequest } from '../../../shared/provider/provider.ts';
import type { MessageContent } from '../../../shared/trace/step.ts';
import type { Binding, Bindings } from './bindings.ts';

interface Content {
  shown: MessageContent;
  sent: MessageRequest['content'];
  /** The value of the receiver's name for it. */
  binding: Binding;
  /** Why there is nothing to send. */
  missing: string | null;
}

export function contentOf(message: string, bindings: Bindings): Content {
  const text = (value: string, shown: MessageContent, binding: Binding): Content =>
    ({ shown, sent: { kind: 'text', text: value }, binding, missing: null });
  if (!message.startsWith('$')) return text(message, { kind: 'text', text: message }, { kind: 'value', value: message });
  const name = message.slice(1);
  const pid = bindings.pids.get(name);
  if (pid !== undefined) return text(String(pid), { kind: 'pid', process: name, pid }, { kind: 'value', value: pid });
  const binding = bindings.get(name);
  if (binding?.kind === 'blob') {
    const bytes = binding.bytes ?? PROTOCOL_INFO_SIZE;
    return { shown: { kind: 'blob', name, bytes }, sent: { kind: 'blob', name }, binding, missing: null };
  }
  if (binding?.kind === 'value') {
    const value = JSON.stringify(binding.value);
    return text(value, { kind: 'value', text: value }, binding);
  }
  return {
    ...text('', { kind: 'text', text: message }, { kind: 'value', value: message }),
    missing: `${message} has no value: the step that binds it failed`,
  };
}
