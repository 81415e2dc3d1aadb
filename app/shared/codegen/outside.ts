/** Outside programs as C: a plain client or server in a few calls that both platforms have. */
import type { OutsideCallName } from '../calls/catalogue.ts';
import type { WriteCall } from './call-context.ts';

const READ_TIMEOUT_MS = 2000;

/** `invalid` is the platform's value for no socket; `close` closes one. */
export function outsideWriters({ type, invalid, close }: {
  type: string; invalid: string; close: string;
}): Readonly<Record<OutsideCallName, WriteCall>> {
  return {
    listens: (c) => {
      const variable = c.keep[0] ?? 'found';
      return [
        ...(c.keep[0] === undefined ? ['struct address found;'] : []),
        'struct address here = ip4("127.0.0.1", 0);',
        'outside_listener = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);',
        `${variable}.size = sizeof ${variable}.name;`,
        'bind(outside_listener, (struct sockaddr *)&here.name, here.size);',
        'listen(outside_listener, 1);',
        c.outcome(`done(getsockname(outside_listener, (struct sockaddr *)&${variable}.name, &${variable}.size))`),
      ];
    },
    connects: (c) => {
      const { before, variable } = c.address('to');
      return [
        ...before,
        `outside_socket = socket(${variable}.name.ss_family, SOCK_STREAM, 0);`,
        c.outcome(`done(connect(outside_socket, (struct sockaddr *)&${variable}.name, ${variable}.size))`),
      ];
    },
    sends: (c) => {
      const { text, size } = c.data('data');
      return [
        `${type} connection = outside_connection(${READ_TIMEOUT_MS});`,
        c.outcome(`connection == ${invalid} ? "ok nothing" : count(send(connection, ${text}, ${size}, 0))`),
      ];
    },
    reads: (c) => [c.outcome(`outside_read(${c.number('timeout', READ_TIMEOUT_MS)})`)],
    closes: (c) => [
      `if (outside_listener != ${invalid}) ${close}(outside_listener);`,
      `if (outside_socket != ${invalid}) ${close}(outside_socket);`,
      `outside_listener = outside_socket = ${invalid};`,
      c.outcome('"ok"'),
    ],
  };
}
