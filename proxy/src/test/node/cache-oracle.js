// Says of each line of JSON what http-cache-semantics would do: another's opinion on RFC 9111.
'use strict';

const CachePolicy = require('http-cache-semantics');
const lines = require('readline').createInterface({ input: process.stdin });

lines.on('line', line => {
  const scene = JSON.parse(line);
  let now = scene.start;
  class Timed extends CachePolicy {
    now() {
      return now;
    }
  }
  const policy = new Timed(
    { method: 'GET', url: '/', headers: scene.first },
    { status: scene.status, headers: scene.answer },
    { shared: true, cacheHeuristic: 0 }
  );
  if (scene.notModified) {
    const told = { status: 304, headers: scene.notModified };
    const { matches } = policy.revalidatedPolicy({ method: 'GET', url: '/', headers: {} }, told);
    process.stdout.write(JSON.stringify({ matches: Boolean(matches) }) + '\n');
    return;
  }
  now = scene.start + scene.later;
  const found = policy.evaluateRequest({ method: 'GET', url: '/', headers: scene.second });
  const hit = policy.storable() && found.response !== undefined;
  const refresh = hit && found.revalidation !== undefined;
  process.stdout.write(JSON.stringify({ hit, refresh }) + '\n');
});
