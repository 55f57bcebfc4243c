// Small pictures of a page for people who have not started the program: 900 px wide, in a palette of at most 256 colours.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';

const WIDTH = 900;
const TALLEST = 900;
const LIKE_ONES = 4;

/** Takes pictures into GALLERY_DIR, if there is one. */
export function gallery(page) {
  const folder = process.env.GALLERY_DIR;
  /** `from`: the control with which the picture begins, if it is not the top of the page. */
  return async (name, from) => {
    if (!folder) return;
    const before = page.viewportSize();
    await page.setViewportSize({ width: WIDTH, height: 600 });
    const height = Math.min(TALLEST, await page.evaluate(() => Math.ceil(document.querySelector('main').getBoundingClientRect().bottom + window.scrollY)));
    await page.setViewportSize({ width: WIDTH, height });
    await page.evaluate((id) => {
      window.scrollTo(0, 0);
      const first = id && document.querySelector(`[data-control-id="${id}"]`);
      if (first) window.scrollTo(0, first.getBoundingClientRect().top - 24);
    }, from);
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${name.replace(/^\d+-/, '')}.png`), withPalette(await page.screenshot()));
    await page.setViewportSize(before);
  };
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; ++bit) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

/** The pixels of a PNG of 8-bit RGB or RGBA without interlacing, which is what browsers write. */
function pixelsOf(png) {
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const [width, height, bytes] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25] === 6 ? 4 : 3];
  const data = inflateSync(Buffer.concat(parts));
  const line = width * bytes;
  const pixels = Buffer.alloc(line * height);
  for (let y = 0; y < height; ++y) {
    const filter = data[y * (line + 1)];
    for (let x = 0; x < line; ++x) {
      const left = x >= bytes ? pixels[y * line + x - bytes] : 0;
      const up = y > 0 ? pixels[(y - 1) * line + x] : 0;
      const corner = x >= bytes && y > 0 ? pixels[(y - 1) * line + x - bytes] : 0;
      const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
      const paeth = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
      pixels[y * line + x] = data[y * (line + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth][filter];
    }
  }
  return { width, height, bytes, pixels };
}

/**
 * The same picture with few colours: like ones (the edges of letters) count as one, so that small things of a colour of their
 * own keep it.
 */
export function withPalette(png) {
  const { width, height, bytes, pixels } = pixelsOf(png);
  const counts = new Map();
  const colourAt = (at) => (pixels[at] << 16) | (pixels[at + 1] << 8) | pixels[at + 2];
  for (let at = 0; at < pixels.length; at += bytes) counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1);
  const alike = new Map();
  for (const colour of [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a))) {
    const kind = colour & 0xe0e0e0;
    if (!alike.has(kind)) alike.set(kind, []);
    if (alike.get(kind).length < LIKE_ONES) alike.get(kind).push(colour);
  }
  const palette = [...alike.values()].flat().sort((a, b) => counts.get(b) - counts.get(a)).slice(0, 256);
  const distance = (a, b) => ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  const nearest = new Map(palette.map((colour, index) => [colour, index]));
  for (const colour of counts.keys()) {
    if (!nearest.has(colour)) nearest.set(colour, palette.reduce((best, one, index) => (distance(colour, one) < distance(colour, palette[best]) ? index : best), 0));
  }
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) lines[y * (width + 1) + 1 + x] = nearest.get(colourAt((y * width + x) * bytes));
  }
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const [size, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    check.writeUInt32BE(crc(body));
    return Buffer.concat([size, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8); // eight bits, a palette
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', head), chunk('PLTE', Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
