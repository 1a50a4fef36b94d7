import { flowListPane, setPaneSize, useUi } from '../store/ui.ts'

/** In a narrower window the canvas would be a slit beside navigation, list, palette and phone. */
const ENOUGH_PX = 1_440

let wasFolded: { readonly nav: boolean; readonly list: boolean } | null = null

/** Folds what is folded easily while the phone is open, and unfolds it when the phone goes. Whoever unfolds it meanwhile is not asked again. */
export function makeRoom(isOpen: boolean): void {
  const { navFolded, paneSizes } = useUi.getState()
  if (isOpen && wasFolded === null && window.innerWidth < ENOUGH_PX) {
    wasFolded = { nav: navFolded, list: paneSizes[flowListPane] === 0 }
    useUi.setState({ navFolded: true })
    setPaneSize(flowListPane, 0)
  }
  if (!isOpen && wasFolded !== null) {
    if (!wasFolded.nav) useUi.setState({ navFolded: false })
    if (!wasFolded.list) setPaneSize(flowListPane, 1)
    wasFolded = null
  }
}
