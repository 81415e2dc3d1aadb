// Two workers of Node's cluster answer 60 requests of their primary; it ends with 0 if all came.
const cluster = require('node:cluster');
const http = require('node:http');

const [REQUESTS, AT_ONCE] = [60, 4];
const ask = (port) => new Promise((done, failed) => {
  http.get({ port, host: '127.0.0.1', agent: false }, (answer) => { answer.resume().on('end', done); }).on('error', failed);
});

async function client(port) {
  let left = REQUESTS;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    while (left > 0) {
      left -= 1;
      await ask(port);
    }
  }));
  for (const worker of Object.values(cluster.workers)) worker.kill();
  process.exit(0);
}

if (cluster.isPrimary) {
  // Under Wine, node.exe cannot open standard streams that are pipes.
  cluster.setupPrimary({ stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  let listening = 0;
  cluster.on('listening', (_worker, { port }) => {
    listening += 1;
    if (listening === 2) void client(port);
  });
  cluster.fork();
  cluster.fork();
} else {
  http.createServer((_request, answer) => { answer.end('hello'); }).listen(0, '127.0.0.1');
}
