/** What one section found, under names that stay: plain numbers, with their unit last in the name. */
export type Figures = { readonly [name: string]: Figures | number | string | boolean | readonly Figures[] }

/** What all sections are given. */
export interface Setting {
  readonly seed: number
}

export type Section = (setting: Setting) => Figures | Promise<Figures>
