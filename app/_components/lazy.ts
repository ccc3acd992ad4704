/** Makes the default export that `React.lazy` wants of a module's named one. */
export function lazyOf<N extends string>(name: N) {
  return <C>(module: Record<N, C>): { default: C } => ({ default: module[name] });
}
