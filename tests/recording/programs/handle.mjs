// A Node process hands a connection to its child.
import { fork } from 'node:child_process';
import { connect, createServer } from 'node:net';

if (process.send) {
  process.on('message', (_, connection) => connection.end('served'));
} else {
  const child = fork(import.meta.filename);
  const server = createServer({ pauseOnConnect: true }, (connection) => child.send('take', connection));
  server.listen(0, '127.0.0.1', () => {
    const client = connect(server.address().port, '127.0.0.1');
    client.resume().on('end', () => {
      child.disconnect();
      server.close();
    });
  });
}
