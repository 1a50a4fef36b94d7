interface Sized {
  /** CSS grid track: `minmax(160px, 2fr)`, `96px`. */
  readonly width: string
}

/** Columns that fit side by side, the first always among them. What does not fit is left out from the right: the details show it. */
export function fittingColumns<C extends Sized>(columns: readonly C[], widthPx: number): readonly C[] {
  let usedPx = PADDING_PX - GAP_PX
  const end = columns.findIndex((column) => {
    usedPx += GAP_PX + leastPx(column.width)
    return usedPx > widthPx
  })
  return end === -1 ? columns : columns.slice(0, Math.max(1, end))
}

function leastPx(track: string): number {
  return Number(/^(?:minmax\()?(\d+)px/.exec(track)?.[1] ?? UNKNOWN_PX)
}

/** As the rows' own `gap-3` and `px-4`. */
const GAP_PX = 12
const PADDING_PX = 32
const UNKNOWN_PX = 96
