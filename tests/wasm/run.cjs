// Runs the client against a server of this process, and compares what it says.
const http = require("node:http");
const { run } = require(process.argv[2]);

const keys = [];
let orders = 0;
const json = (response, status, body) => {
  response.writeHead(status, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(body));
};
const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const url = new URL(request.url, "http://localhost");
    if (url.pathname === "/products/tea") return json(response, 200, { id: "tea", name: "Tea" });
    if (url.pathname === "/products") {
      const data = url.searchParams.get("startingAfter") ? [] : [{ id: "a", name: "A" }, { id: "b", name: "B" }];
      return json(response, 200, { data });
    }
    if (url.pathname === "/orders") {
      keys.push(request.headers["idempotency-key"]);
      orders += 1;
      return orders === 1 ? json(response, 503, {}) : json(response, 201, JSON.parse(body));
    }
    if (url.pathname === "/raw") return response.writeHead(200, { connection: "close" }).end(body.toUpperCase());
    // Nothing comes of the rest, such as `/status`.
  });
});

const expected = ["product: Tea", "listed: A", "listed: B", "order: 2 attempts", "status: timeout true", "raw: MEOW", "mock: true"];
server.listen(0, "127.0.0.1", async () => {
  const found = await run(`http://127.0.0.1:${server.address().port}`).catch((error) => `error: ${error}`);
  const same = found === expected.join("\n");
  const oneKey = keys.length === 2 && keys[0] === keys[1] && /^[0-9a-f]{32}$/.test(keys[0]);
  if (!same || !oneKey) console.error(`${found}\nkeys: ${keys}`);
  process.exit(same && oneKey ? 0 : 1);
});
