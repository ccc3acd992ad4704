import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { connect, createRecord, draftRecord, hears, setUp, unlock } from "./support/person.ts";
import { WALLET } from "./support/wallet.ts";

const RECORD = { title: "Trip", sections: [{ name: "Photos", files: [textFile("a.txt", "a")] }] };

test("demo people connect, stay connected after a reload, and are marked", async ({
  browser,
  devnet,
}) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const name = devnet.network.demo?.accounts[0]?.name as string;
  await page.goto("./");
  const people = page.getByRole("region", { name: "Demo people (devnet only)" });
  await people.getByRole("button", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Demo wallet");
  await page.reload();
  await expect(page.getByRole("button", { name: new RegExp(`^${name}`) })).toBeVisible();

  const otherTab = await context.newPage();
  await otherTab.goto("./");
  await expect(otherTab.getByRole("button", { name: "Connect", exact: true })).toBeVisible();
  await context.close();
});

test("demo people do not exist where the node says another chain", async ({ browser }) => {
  const page = await browser.newPage();
  await page.route("**/devnet.json", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: { ...(await response.json()), chainId: 1 } });
  });
  await page.goto("./");
  await expect(page.getByText("The network description cannot be read").first()).toBeVisible();
  await expect(page.getByText("Demo people")).toBeHidden();
  await page.context().close();
});

test("declining leaves everything as it was, and can be tried again", async ({ enter }) => {
  const owner = await enter();
  const { page, wallet } = owner;
  wallet.decline = "all";
  await page.goto("./");
  await page.getByRole("button", { name: WALLET }).click();
  await hears(owner, "You declined in your wallet");

  wallet.decline = "eth_signTypedData_v4";
  await connect(owner);
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Make my key" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "You declined in your wallet",
  );
  wallet.decline = "eth_sendTransaction";
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "You declined in your wallet",
  );
  wallet.decline = null;
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("link", { name: "Create a record" })).toBeVisible();
});

test("an account without Ether is told what is missing", async ({ enter }) => {
  const owner = await enter({ ether: 0 });
  const { page } = owner;
  await connect(owner);
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "Not enough ETH for the network fee",
  );
});

test("a wallet on another network is asked to switch, or to add this one", async ({ enter }) => {
  const owner = await enter();
  const { page, wallet } = owner;
  await setUp(owner);
  wallet.knowsDevnet = false;
  wallet.chainId = 1;
  await wallet.emit(page, "chainChanged", "0x1");
  const banner = page.getByRole("alert").filter({ hasText: "another network" });
  await expect(banner).toBeVisible();
  await banner.getByRole("button", { name: /^Switch to/ }).click();
  await expect(banner).toBeHidden();
  expect(wallet.asked).toContain("wallet_addEthereumChain");

  wallet.chainId = 1;
  await wallet.emit(page, "chainChanged", "0x1");
  wallet.decline = "wallet_switchEthereumChain";
  await draftRecord(owner, RECORD);
  const publish = page.getByRole("button", { name: "Encrypt and publish" });
  await publish.click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("You declined");
  wallet.decline = null;
  await publish.click();
  await expect(page.getByRole("heading", { name: "Trip", level: 1 })).toBeVisible({
    timeout: 30_000,
  });
});

test("where there are several networks, one is chosen, and kept until another is", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  const { page, wallet } = owner;
  const { name, chainId } = devnet.network;
  const other = { ...devnet.network, name: "Other network", chainId: 31338, demo: null };
  await page.route("**/deployments.json", (route) => route.fulfill({ json: [other] }));
  await connect(owner);
  const choice = page.getByLabel("The ledger is on");
  await expect(choice).toHaveValue(String(chainId));
  await choice.selectOption("Other network, chain 31338");
  await expect(choice).toHaveValue("31338");
  await page.reload();
  await expect(choice).toHaveValue("31338");
  await choice.selectOption(`${name}, chain ${chainId}`);
  await expect(choice).toHaveValue(String(chainId));

  wallet.chainId = 31338;
  await wallet.emit(page, "chainChanged", "0x7a6a");
  const banner = page.getByRole("alert").filter({ hasText: "another network" });
  await banner.getByRole("button", { name: "Use Other network here" }).click();
  await expect(choice).toHaveValue("31338");
});

test("choosing another account in the wallet locks the first one's records", async ({ enter }) => {
  const [owner, other] = [await enter(), await enter()];
  await setUp(owner);
  await createRecord(owner, RECORD);
  await owner.wallet.emit(owner.page, "accountsChanged", [other.wallet.address]);
  await expect(owner.page.locator("body")).not.toContainText("Photos");
  await expect(owner.page.getByText("Set up your encryption key first")).toBeVisible();
  await owner.wallet.emit(owner.page, "accountsChanged", [owner.wallet.address]);
  await unlock(owner);
  await expect(owner.page.getByRole("heading", { name: "Trip", level: 1 })).toBeVisible();
});
