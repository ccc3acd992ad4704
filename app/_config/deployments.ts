/**
 * The public deployments that this build of the site knows, the preferred one first: the contents
 * of `deployments/<chain id>.json`. None is published yet; a devnet describes itself at run time.
 */
export const deployments: readonly unknown[] = [];
