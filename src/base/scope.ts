/** Whether a scope is another one, or lies inside it: `prod/eu` is in `prod`. */
export const isInScope = (scope: string, outer: string): boolean =>
  scope === outer || scope.startsWith(`${outer}/`)
