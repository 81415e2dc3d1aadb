// Draws icon.svg at every size and packs the containers that Windows and macOS want: node assets/icons/make-icons.mjs
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
const svg = readFileSync(join(here, 'icon.svg'), 'utf8');

/** An .ico is a directory of PNGs; a width of 256 is written as 0. */
function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, i) => {
    const at = 6 + 16 * i;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** An .icns is a chain of typed chunks, lengths big-endian and with their header. */
function icns(images) {
  const types = { 16: 'icp4', 32: 'icp5', 64: 'icp6', 128: 'ic07', 256: 'ic08', 512: 'ic09' };
  const chunk = (type, data) => {
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(data.length + 8, 4);
    return Buffer.concat([head, data]);
  };
  const chunks = images.flatMap(({ size, png }) => (types[size] ? [chunk(types[size], png)] : []));
  return chunk('icns', Buffer.concat(chunks));
}

const browser = await chromium.launch({ executablePath: process.env.HANDOFF_CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
const images = [];
for (const size of SIZES) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>html,body{margin:0;background:transparent}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  images.push({ size, png: await page.screenshot({ omitBackground: true }) });
}
await browser.close();
mkdirSync(join(here, 'png'), { recursive: true });
for (const { size, png } of images) writeFileSync(join(here, 'png', `${size}x${size}.png`), png);
writeFileSync(join(here, 'icon.png'), images.at(-1).png);
writeFileSync(join(here, 'icon.ico'), ico(images.filter(({ size }) => size <= 256)));
writeFileSync(join(here, 'icon.icns'), icns(images));
