import type { DesignSnapshot } from '../design/snapshot.ts'

/** What a check looked at: ids, and `kind:user` where it looked at all of a kind. */
export type LookedAt = ReadonlySet<string>

export const kindKey = (kind: string) => `kind:${kind}`

/** The same design, writing down everything that is asked of it. */
export function tracked(design: DesignSnapshot): { readonly design: DesignSnapshot; readonly lookedAt: LookedAt } {
  const lookedAt = new Set<string>()
  return {
    lookedAt,
    design: {
      get(id) {
        lookedAt.add(id)
        return design.get(id)
      },
      find(kind, id) {
        if (id) lookedAt.add(id)
        return design.find(kind, id)
      },
      list(kind) {
        lookedAt.add(kindKey(kind))
        return design.list(kind)
      },
      get account() {
        lookedAt.add(kindKey('account'))
        return design.account
      },
      get size() {
        return design.size
      },
      *documents() {
        lookedAt.add(EVERYTHING)
        yield* design.documents()
      },
    },
  }
}

export const EVERYTHING = 'everything'
