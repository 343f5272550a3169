import type { Path, Source } from '../document/index.ts'
import type { ChangeClass, InterfaceChange, InterfaceChangeKind, InterfaceFormat } from './change.ts'

/** What is told of a change beside its kind, path and class. */
export interface Detail {
  readonly before?: string | undefined
  readonly after?: string | undefined
  readonly old?: Path | undefined
  readonly new?: Path | undefined
}

/** Gathers the changes between two documents that know where their values stand. */
export class Teller {
  readonly changes: InterfaceChange[] = []
  private readonly format: InterfaceFormat
  private readonly sources: { readonly old: Source | undefined; readonly new: Source | undefined }

  constructor(
    format: InterfaceFormat,
    sources: { readonly old: Source | undefined; readonly new: Source | undefined },
  ) {
    this.format = format
    this.sources = sources
  }

  tell(kind: InterfaceChangeKind, path: string, as: ChangeClass, detail: Detail = {}): void {
    const { before, after } = detail
    const places = {
      ...(detail.old !== undefined && this.sources.old && { old: this.sources.old.place(detail.old) }),
      ...(detail.new !== undefined && this.sources.new && { new: this.sources.new.place(detail.new) }),
    }
    this.changes.push({
      format: this.format,
      kind,
      path,
      class: as,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      places,
    })
  }
}
