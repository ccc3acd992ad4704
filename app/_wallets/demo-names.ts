/** How the reverse-domain ids of demo wallets begin (EIP-6963 `rdns`). */
export const DEMO_RDNS = "local.leasehold.demo.";
