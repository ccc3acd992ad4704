// `npm run bench:lighthouse -- [url]`: what Lighthouse says of a page of a running site, by default the
// first one of `npm start`.
import type { FormFactor } from "./audit.ts";
import { audit } from "./audit.ts";

const [url = "http://localhost:4400/"] = process.argv.slice(2);
const formFactors: readonly FormFactor[] = ["phone", "desktop"];

for (const formFactor of formFactors) {
  const { lost, ...figures } = await audit(url, formFactor);
  console.log(`\n${formFactor}`);
  console.table(figures);
  if (lost.length > 0) console.log(`points lost by ${lost.join(", ")}`);
}
