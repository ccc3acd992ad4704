/** What is told about failures to find people: contacts, names and codes. */
export const PEOPLE_COPY: Readonly<Record<string, { title: string; help: string }>> = {
  "contacts/malformed": {
    title: "This is not a file of contacts",
    help: "It is damaged, or of another kind. Nothing was added. Choose a file that Leasehold saved.",
  },
  "ens/not-a-name": {
    title: "This is not a name of ENS",
    help: "Check its spelling, or enter the account's address.",
  },
  "ens/not-found": {
    title: "This name leads to no account",
    help: "Check its spelling, or ask the person for their address. Names whose entries lie outside of Ethereum cannot be looked up here.",
  },
  "ens/unreachable": {
    title: "The node for names does not answer",
    help: "Check its address under Contacts, or enter the account's address instead of the name.",
  },
  "camera/refused": {
    title: "The camera was not allowed",
    help: "Allow it for this site in your browser's settings and try again, or paste the address.",
  },
  "camera/none": {
    title: "There is no camera to use",
    help: "This device has none, or another program uses it. Paste the address instead.",
  },
};
