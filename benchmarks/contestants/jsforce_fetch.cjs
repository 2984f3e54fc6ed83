// Reads the leads with jsforce's autoFetch; what was read is written down behind the stopwatch.
const fs = require("node:fs");
const path = require("node:path");
const { performance } = require("node:perf_hooks");
const jsforce = require(path.join(process.env.BENCH_NODE_MODULES, "jsforce"));

async function main() {
  const started = performance.now();
  const connection = new jsforce.Connection({ loginUrl: process.env.BENCH_URL, version: "49.0" });
  await connection.login(process.env.BENCH_USERNAME, process.env.BENCH_SECRET);
  const { records } = await connection
    .query(process.env.BENCH_SOQL)
    .execute({ autoFetch: true, maxFetch: 100_000_000 });
  const seconds = (performance.now() - started) / 1000;
  const told = fs.existsSync("/proc/self/status") ? fs.readFileSync("/proc/self/status", "ascii") : "";
  const peak = /^VmHWM:\s*(\d+)/m.exec(told);
  const kept = fs.openSync(process.argv[2], "w");
  for (const record of records) fs.writeSync(kept, JSON.stringify(record) + "\n");
  fs.closeSync(kept);
  console.log(JSON.stringify({ seconds, peak_kib: peak ? Number(peak[1]) : 0 }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
