/* An HTTP server for Windows. Writes its process id and port to a file in a folder, and ends when there is a file "end". */
const { createServer } = require('node:http');
const { existsSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const folder = process.argv[2];
const server = createServer((request, response) => { response.end(request.url); }).listen(0, '127.0.0.1', () => {
  writeFileSync(join(folder, 'pid'), `${process.pid} ${server.address().port}`);
});
setInterval(() => { if (existsSync(join(folder, 'end'))) process.exit(0); }, 50);
