/** What is said about refusals of the contracts, and about answers of a node that cannot be right. */
export const LEDGER_COPY: Readonly<Record<string, { title: string; help: string }>> = {
  "ledger/head-moved": {
    title: "Somebody else published first",
    help: "Your entry was not lost. Try again to publish it after theirs.",
  },
  "ledger/epoch-moved": {
    title: "The record's keys changed in the meantime",
    help: "Nothing was changed. Try again.",
  },
  "ledger/generation-moved": {
    title: "All leases were ended, or the record changed hands",
    help: "Reload the page to see how the record stands now.",
  },
  "ledger/revocations-moved": {
    title: "A lease was ended since this was signed",
    help: "Ask the person who signed it to sign it again.",
  },
  "ledger/slice-too-old": {
    title: "It took too long",
    help: "The transaction waited more than five minutes, so the ledger refused it. Try again.",
  },
  "ledger/slice-in-future": {
    title: "The chain's clock is behind",
    help: "The entry was dated ahead of the chain's time. Wait a minute and try again.",
  },
  "ledger/may-not-publish": {
    title: "You may not add to this section now",
    help: "Your lease has ended, or is for reading only. Ask the owner.",
  },
  "ledger/no-publications": {
    title: "There is nothing to publish",
    help: "Add a file or a note first.",
  },
  "ledger/not-owner": {
    title: "Only the owner can do this",
    help: "Check which account is connected.",
  },
  "ledger/unknown-record": {
    title: "The ledger knows no such record",
    help: "Check the link. It may belong to another network, or to a devnet that has been restarted.",
  },
  "ledger/record-exists": {
    title: "This record was created already",
    help: "Look into your records before you create it again.",
  },
  "ledger/record-closed": {
    title: "This record was closed for good",
    help: "Nothing of it can be changed or lent any more.",
  },
  "ledger/no-grant": { title: "This lease has ended already", help: "There is nothing to end." },
  "ledger/no-root": { title: "This group has ended already", help: "There is nothing to end." },
  "ledger/no-leaves": { title: "No lease is chosen", help: "Choose at least one lease to end." },
  "ledger/root-exists": {
    title: "Just this was lent already",
    help: "The same people have the same leases. Reload the page to see them.",
  },
  "ledger/no-sections": { title: "No section is chosen", help: "Choose at least one section." },
  "ledger/already-over": {
    title: "The lease would be over before it begins",
    help: "Choose a later end.",
  },
  "ledger/window-empty": {
    title: "The lease would end before it begins",
    help: "Choose an end after the start.",
  },
  "ledger/duration-zero": {
    title: "The request is for no time at all",
    help: "Choose how long you want to read.",
  },
  "ledger/rights-invalid": {
    title: "A lease is to read, or to read and add",
    help: "Choose one of the two.",
  },
  "ledger/account-invalid": {
    title: "This cannot be done for this account",
    help: "Check the address: you cannot lend to yourself, nor to no account at all.",
  },
  "ledger/no-request": {
    title: "There is no open request of this account",
    help: "It was answered or withdrawn already.",
  },
  "ledger/no-offer": {
    title: "This record is not offered to you",
    help: "Its owner has withdrawn the offer, or made it to somebody else.",
  },
  "ledger/signature-expired": {
    title: "This signature has run out",
    help: "It could be sent until a certain time only. Ask for a new one.",
  },
  "ledger/nonce-used": {
    title: "This was sent or cancelled already",
    help: "A signature works once. Ask for a new one if it is still needed.",
  },
  "ledger/signature-invalid": {
    title: "This was not signed by the account it names",
    help: "It was damaged or made up. Ask for it once more.",
  },
  "ledger/generation-exhausted": {
    title: "This record can no longer change hands",
    help: "Start another record.",
  },
  "ledger/epoch-exhausted": {
    title: "The keys of this record can no longer be changed",
    help: "Start another record.",
  },
  "ledger/journal-full": {
    title: "The history of this record is full",
    help: "Start another record.",
  },
  "ledger/digest-empty": {
    title: "Part of what was to be published is missing",
    help: "Nothing was changed. Reload the page and try again.",
  },
  "ledger/key-length": {
    title: "This is not a public key",
    help: "Nothing was published. Reload the page and make the key again.",
  },
  "ledger/factors-length": {
    title: "These locks take too much room",
    help: "Nothing was published. Remove a passkey that you no longer need, then add the new one.",
  },
  "ledger/key-missing": {
    title: "The node does not show a published key",
    help: "It may be behind the chain. Try again in a moment.",
  },
  "ledger/block-too-high": {
    title: "This chain cannot carry the ledger any longer",
    help: "Its block numbers have outgrown the ledger. Tell whoever runs this site.",
  },
  "ledger/not-deployed": {
    title: "The ledger is not on this chain",
    help: "The devnet was probably started anew. Reload this page.",
  },
  "ledger/history-gap": {
    title: "The node left out part of the history",
    help: "What is missing cannot be made up for here. Try again, or use another node.",
  },
  "ledger/history-inconsistent": {
    title: "The node's history contradicts itself",
    help: "The chain may just have been reorganised. Try again in a moment.",
  },
  "ledger/foreign-event": {
    title: "The node shows events that are not the ledger's",
    help: "They are not used. Try again, or use another node.",
  },
  "ledger/foreign-word": {
    title: "The node's answer is not one that the ledger gives",
    help: "It is not used. Try again, or use another node.",
  },
};
