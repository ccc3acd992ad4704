import type { Transport } from "viem";
import type { Context } from "../../lib/sharing/index.ts";

/** The nodes that are asked now; others take their place when a person chooses so. */
export interface Way {
  nodes: Context["ledger"]["nodes"];
}

/** A transport by whichever nodes there are at the time, for what is made once and lasts. */
export function transportBy(way: Way): Transport {
  return (options) => {
    const open = () => (way.nodes as NonNullable<Way["nodes"]>).transport(options);
    let nodes = way.nodes;
    let opened = open();
    const request: typeof opened.request = (args, requestOptions) => {
      if (nodes !== way.nodes) {
        nodes = way.nodes;
        opened = open();
      }
      return opened.request(args, requestOptions);
    };
    return { ...opened, request };
  };
}
