// Generated from contracts/KeyDirectory.sol by `npm run generate`. Do not edit.
export const keyDirectoryAbi = [
  {"inputs":[],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"name":"number","type":"uint256"}],"name":"BlockSource_TooHigh","type":"error"},
  {"inputs":[],"name":"InvalidShortString","type":"error"},
  {"inputs":[{"name":"length","type":"uint256"}],"name":"KeyDirectory_FactorsLength","type":"error"},
  {"inputs":[{"name":"length","type":"uint256"}],"name":"KeyDirectory_KeyLength","type":"error"},
  {"inputs":[{"name":"str","type":"string"}],"name":"StringTooLong","type":"error"},
  {"anonymous":false,"inputs":[],"name":"EIP712DomainChanged","type":"event"},
  {"anonymous":false,"inputs":[{"indexed":true,"name":"account","type":"address"},{"indexed":false,"name":"publicKey","type":"bytes"},{"indexed":false,"name":"signature","type":"bytes"},{"indexed":false,"name":"factors","type":"bytes"},{"indexed":false,"name":"previous","type":"uint256"}],"name":"KeyPublished","type":"event"},
  {"inputs":[],"name":"blockNumber","outputs":[{"name":"number","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"eip712Domain","outputs":[{"name":"fields","type":"bytes1"},{"name":"name","type":"string"},{"name":"version","type":"string"},{"name":"chainId","type":"uint256"},{"name":"verifyingContract","type":"address"},{"name":"salt","type":"bytes32"},{"name":"extensions","type":"uint256[]"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"account","type":"address"}],"name":"keyOf","outputs":[{"name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"accounts","type":"address[]"}],"name":"keysOf","outputs":[{"name":"pointers","type":"uint256[]"}],"stateMutability":"view","type":"function"},
  {"inputs":[{"name":"publicKey","type":"bytes"},{"name":"signature","type":"bytes"},{"name":"factors","type":"bytes"}],"name":"publishKey","outputs":[],"stateMutability":"nonpayable","type":"function"},
] as const;
