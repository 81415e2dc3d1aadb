// A cluster: the primary process accepts, and hands each connection to a worker. The argument: requests.
import cluster from 'node:cluster';
import { createServer, get } from 'node:http';

const REQUESTS = Number(process.argv[2] ?? 24);
const AT_A_TIME = 24;

function finish() {
  for (const worker of Object.values(cluster.workers)) worker.disconnect();
}

if (cluster.isPrimary) {
  let [listening, asked, answered] = [0, 0, 0];
  cluster.fork();
  cluster.fork();
  cluster.on('listening', (_, { port }) => {
    listening += 1;
    if (listening < 2) return;
    const ask = () => {
      asked += 1;
      get({ host: '127.0.0.1', port, agent: false }, (response) => {
        response.resume().on('end', () => {
          answered += 1;
          if (answered === REQUESTS) finish();
          else if (asked < REQUESTS) ask();
        });
      });
    };
    for (let i = 0; i < Math.min(AT_A_TIME, REQUESTS); i++) ask();
  });
} else {
  createServer((_, response) => response.end('served')).listen(0, '127.0.0.1');
}
