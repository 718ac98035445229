// undici where it is installed (CLIENT=undici), else the fetch of Node, which is undici behind another interface.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [work, url, countText, warmText] = process.argv.slice(2);
const inFlight = Number(process.env.IN_FLIGHT ?? 64);
const headers = { "x-api-key": "bench-key-0000000000", accept: "application/json" };
const json = { ...headers, "content-type": "application/json" };

function undici() {
  const { Pool } = createRequire(process.env.NODE_MODULES + "/")("undici");
  const { origin } = new URL(url);
  const h2 = process.env.HTTP2 !== undefined;
  const pool = new Pool(origin, {
    connections: h2 ? 1 : inFlight,
    allowH2: h2,
    ...(h2 ? { maxConcurrentStreams: inFlight, pipelining: inFlight } : {}),
    connect: process.env.CA_FILE ? { ca: readFileSync(process.env.CA_FILE) } : undefined,
  });
  return async (place, post) => {
    const path = place.slice(origin.length);
    const answer = await pool.request(post ? { method: "POST", path, headers: json, body: process.env.BODY } : { method: "GET", path, headers });
    if (answer.statusCode > 201) throw new Error(`status ${answer.statusCode}`);
    return answer.body.json();
  };
}

function builtin() {
  return async (place, post) => {
    const answer = await fetch(place, post ? { method: "POST", headers: json, body: process.env.BODY } : { headers });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  };
}

const request = process.env.CLIENT === "undici" ? undici() : builtin();

// What an answer adds to the sum.
function value(answer) {
  const response = answer.data.data.response;
  if (response.id !== undefined) return response.id.length;
  return response.data.reduce((sum, chat) => sum + 1 + chat.unreadCount, 0);
}

async function repeated(count, post) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(await request(url, post));
  return sum;
}

const works = {
  get: (count) => repeated(count, false),
  post: (count) => repeated(count, true),
  async pages(count) {
    let sum = 0;
    let place = url;
    for (let i = 0; i < count; i++) {
      const answer = await request(place, false);
      sum += value(answer);
      place = `${url}?cursor=${answer.data.nextCursor}`;
    }
    return sum;
  },
  async flight(count) {
    let begun = 0;
    let sum = 0;
    const worker = async () => {
      while (begun < count) {
        begun++;
        const answer = await request(url, false);
        sum += value(answer);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return sum;
  },
};

if (Number(warmText) > 0) await works[work](Number(warmText));
const cpu = process.cpuUsage();
const wall = performance.now();
const sum = await works[work](Number(countText));
const spent = process.cpuUsage(cpu);
const seconds = (performance.now() - wall) / 1000;
const memory = readFileSync("/proc/self/status", "utf8").match(/VmHWM:\s*(\d+)/)[1];
console.log(`${((spent.user + spent.system) / 1e6).toFixed(6)} ${seconds.toFixed(6)} ${sum} ${memory}`);
process.exit(0);
