import { expect, it } from 'vitest';
import { reservedPort } from './reserved-ports.ts';

it.each([
  ['6.18.0', []], ['6.8.0-31-generic', []], ['7.0.1', []],
  ['6.7.9', ['bound']], ['5.15.167.4-microsoft-standard-WSL2', ['bound', 'WSL']], ['6.12.1-microsoft-standard-WSL2', ['WSL']],
])('Linux %s: %j', (system, reasons) => {
  const SENTENCES = {
    bound: 'A TCP socket that is bound, but neither listens nor is connected, is in no table before Linux 6.8: one can have this port. '
      + '"handoff scan kind:tcp state:unknown" lists sockets whose port is not known.',
    WSL: 'This is WSL, which does not show the sockets of Windows: there, "netstat -ano" lists them, and '
      + '"netsh interface ipv4 show excludedportrange protocol=tcp" the reserved ports.',
  };
  expect(reservedPort(65_535, system)).toEqual(reasons.map((name) => SENTENCES[name as keyof typeof SENTENCES]));
});
