// Gives a forked process what Electron gives a utility process: `process.parentPort`, and no `process.send`.
import { EventEmitter } from 'node:events';

const send = process.send.bind(process);
const port = new EventEmitter();
// Messages wait until somebody listens, as Electron's do.
port.once('newListener', () => {
  process.on('message', (message) => port.emit('message', { data: structuredClone(message), ports: [] }));
});
process.on('disconnect', () => {
  port.emit('close');
  process.exit(0);
});
port.postMessage = (message) => { send(structuredClone(message), () => undefined); };
delete process.send;
process.parentPort = port;
