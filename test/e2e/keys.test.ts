import type { Page } from "@playwright/test";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { connect, createRecord, hears, lend, openLent, section, setUp } from "./support/person.ts";

const PASSPHRASE = "four random words here";
const RECORD = {
  title: "Diary",
  sections: [{ name: "Pages", note: "dear diary", files: [textFile("a.txt", "a")] }],
};

/** Sets up with a passphrase as second factor. */
async function setUpWithPassphrase(person: Person): Promise<void> {
  const { page } = person;
  await connect(person);
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByLabel("With a passphrase").check();
  await page.getByLabel("New passphrase", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Make my key" }).click();
  await expect(page.getByText("Use at least 12 characters")).toBeVisible();
  await page.getByLabel("New passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Make my key" }).click();
  await expect(page.getByText("The two are not the same.")).toBeVisible();
  await page.getByLabel("The same once more", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("button", { name: "Show my recovery code" })).toBeVisible();
}

/** The recovery code that the page shows. */
async function readCode({ page }: Person): Promise<string> {
  await page.getByRole("button", { name: "Show my recovery code" }).click();
  return page.getByRole("region", { name: "Recovery code", exact: true }).innerText();
}

const openKeys = async ({ page }: Person) => {
  await page.getByRole("button", { name: "unlocked" }).click();
  await page.getByRole("link", { name: "Your keys" }).click();
  await expect(page.getByRole("heading", { name: "Your keys", level: 1 })).toBeVisible();
};

test("a passphrase protects the key, on another machine too", async ({ enter }) => {
  const owner = await enter();
  await setUpWithPassphrase(owner);
  await createRecord(owner, RECORD);

  const elsewhere = await enter({ privateKey: owner.wallet.privateKey });
  const { page } = elsewhere;
  await connect(elsewhere);
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  const dialog = page.getByRole("dialog", { name: "Unlock your key" });
  await dialog.getByLabel("Passphrase", { exact: true }).fill("not the passphrase");
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("This is not the passphrase");
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(page.getByRole("button", { name: "unlocked" })).toBeVisible();
  expect(elsewhere.wallet.asked.filter((it) => it === "eth_signTypedData_v4")).toHaveLength(1);
  await page.getByRole("main").getByRole("link", { name: "Diary" }).click();
  await expect(section(elsewhere, "Pages")).toContainText("dear diary");

  await page.reload();
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("main").getByRole("button", { name: "Unlock" })).toBeVisible();
});

/** Plugs an authenticator into the page's browser tab that keeps secrets, as phones do. */
async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      hasPrf: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a passkey protects the key, and a passphrase can stand in for it", async ({ enter }) => {
  const owner = await enter();
  const { page } = owner;
  await addAuthenticator(page);
  await connect(owner);
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByLabel("With a passkey").check();
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("link", { name: "Create a record" })).toBeVisible();
  await createRecord(owner, RECORD);

  await page.reload();
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(section(owner, "Pages")).toContainText("dear diary");

  await openKeys(owner);
  await page.getByRole("button", { name: "Add a passphrase" }).click();
  await page.getByLabel("New passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByLabel("The same once more", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Add this passphrase" }).click();
  await hears(owner, "Added.");
  const ways = page.getByRole("region", { name: "What opens it" }).getByRole("listitem");
  await expect(ways).toHaveCount(2);

  const elsewhere = await enter({ privateKey: owner.wallet.privateKey });
  await connect(elsewhere);
  await elsewhere.page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  const dialog = elsewhere.page.getByRole("dialog", { name: "Unlock your key" });
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(elsewhere.page.getByRole("button", { name: "unlocked" })).toBeVisible();

  await ways.filter({ hasText: "Passkey" }).getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await hears(owner, "Removed.");
  await expect(ways).toHaveCount(1);
});

test("a recovery code reads without a wallet, and does no more", async ({ browser, enter }) => {
  const owner = await enter();
  await setUp(owner);
  const code = await readCode(owner);
  await owner.page.getByRole("button", { name: "I have kept it" }).click();
  await expect(owner.page.getByText("You can see it again under")).toBeVisible();
  await createRecord(owner, RECORD);

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("./recover/");
  await page.getByLabel("Account").fill(owner.wallet.address);
  await page.getByLabel("Recovery code").fill(`${code.slice(0, -3)}qqq`);
  await page.getByRole("button", { name: "Open for reading" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "The recovery code has a mistake in it",
  );
  await page.getByLabel("Recovery code").fill(code.toUpperCase());
  await page.getByRole("button", { name: "Open for reading" }).click();
  const own = page.getByRole("region", { name: "Records of this account" });
  await expect(own).toContainText("Diary");
  await own.getByRole("button", { name: "Open" }).click();
  await expect(page.getByRole("region", { name: "Pages", exact: true })).toContainText(
    "dear diary",
  );
  await expect(page.getByRole("button", { name: "Add entry" })).toHaveCount(0);
  await context.close();
});

test("a changed key opens what the one before did; renewing records goes on where it stopped", async ({
  enter,
}) => {
  const owner = await enter();
  const reader = await enter();
  await setUp(reader);
  await setUp(owner);
  await createRecord(owner, { ...RECORD, title: "Other" });
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Pages"] });

  const { page, wallet } = owner;
  await openKeys(owner);
  const fingerprint = page.getByRole("region", { name: "Your encryption key" });
  const before = await fingerprint.innerText();
  await page.getByRole("button", { name: "Change my key" }).click();
  await page.getByLabel("New passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByLabel("The same once more", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Make the new key" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Change my key" }).click();
  await hears(owner, "Your key is a new one.");
  await expect(fingerprint).not.toHaveText(before);

  const earlier = page.getByRole("region", { name: "Your earlier keys" });
  await expect(earlier).toContainText("2 records hang on an earlier key");
  const sent = () => wallet.asked.filter((it) => it === "eth_sendTransaction").length;
  const sentBefore = sent();
  // The first transaction is confirmed, the second declined.
  let confirm = () => {};
  wallet.hold = new Promise<void>((resolve) => {
    confirm = resolve;
  });
  await earlier.getByRole("button", { name: "Renew 2 records" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Renew" }).click();
  await expect.poll(sent).toBe(sentBefore + 1);
  wallet.decline = "eth_sendTransaction";
  confirm();
  await expect(earlier).toContainText("1 record hangs on an earlier key");
  await expect(earlier).toContainText("1 of 2 records renewed");
  wallet.decline = null;
  await earlier.getByRole("button", { name: "Go on" }).click();
  await hears(owner, "Your records have new secrets.");
  expect(sent()).toBe(sentBefore + 3); // the declined one among them
  await expect(earlier).toContainText("None of your records hangs on an earlier key");

  await page.goto("./");
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  const dialog = page.getByRole("dialog", { name: "Unlock your key" });
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await page.getByRole("main").getByRole("link", { name: "Diary" }).click();
  await expect(section(owner, "Pages")).toContainText("dear diary");
  await openLent(reader, /Diary|record of/i);
  await expect(section(reader, "Pages")).toContainText("dear diary");
});

test("whoever has the wallet alone does not unlock", async ({ enter }) => {
  const owner = await enter();
  await setUpWithPassphrase(owner);
  const thief = await enter({ privateKey: owner.wallet.privateKey });
  await connect(thief);
  await thief.page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  const dialog = thief.page.getByRole("dialog", { name: "Unlock your key" });
  await dialog.getByRole("link", { name: "Use your recovery code" }).click();
  await expect(thief.page.getByRole("heading", { name: "Use a recovery code" })).toBeVisible();
  await expect(thief.page.getByLabel("Account")).toHaveValue(owner.wallet.address);
});

test("a lost passphrase is replaced with wallet and recovery code", async ({ enter }) => {
  const owner = await enter();
  await setUpWithPassphrase(owner);
  const code = await readCode(owner);
  await createRecord(owner, RECORD);

  const elsewhere = await enter({ privateKey: owner.wallet.privateKey });
  const { page } = elsewhere;
  await connect(elsewhere);
  await page.goto("./recover/");
  await expect(page.getByLabel("Account")).toHaveValue(owner.wallet.address);
  await page.getByLabel("Recovery code").fill(code);
  await page.getByRole("button", { name: "Open for reading" }).click();
  await page.getByRole("button", { name: "Change my key" }).click();
  await page.getByLabel("Wallet only").check();
  await page.getByRole("button", { name: "Make the new key" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Change my key" }).click();
  await hears(elsewhere, "Your key is a new one.");
  await page.goto("./records/");
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("main").getByRole("link", { name: "Diary" }).click();
  await expect(section(elsewhere, "Pages")).toContainText("dear diary");
});

test("a wallet that signs differently each time does with a passphrase alone", async ({
  enter,
}) => {
  const owner = await enter();
  const { page, wallet } = owner;
  wallet.signsAnew = true;
  await connect(owner);
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Make my key" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "This wallet signs differently every time",
  );
  await page.getByRole("button", { name: "Go on without the signature" }).click();
  await expect(page.getByLabel("Wallet only")).toHaveCount(0);
  await page.getByLabel("New passphrase", { exact: true }).fill(PASSPHRASE);
  await page.getByLabel("The same once more", { exact: true }).fill(PASSPHRASE);
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("link", { name: "Create a record" })).toBeVisible();
  await createRecord(owner, RECORD);

  const elsewhere = await enter({ privateKey: owner.wallet.privateKey });
  await connect(elsewhere);
  await elsewhere.page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  const dialog = elsewhere.page.getByRole("dialog", { name: "Unlock your key" });
  await dialog.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
  await dialog.getByRole("button", { name: "Unlock", exact: true }).click();
  await expect(elsewhere.page.getByRole("button", { name: "unlocked" })).toBeVisible();
  expect(elsewhere.wallet.asked).not.toContain("eth_signTypedData_v4");
});
