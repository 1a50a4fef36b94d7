import { Menu } from '../ui/menu.tsx'
import { addBranch, branchChoices } from './branch-choices.ts'
import { type BranchMenu, showBranchMenu, useEditor } from './editor-store.ts'

/** One menu for every step's "+": five hundred of their own would cost more than the steps. */
export function BranchMenuHost() {
  const menu = useEditor((state) => state.branchMenu)
  return menu ? <OpenMenu key={menu.nodeId} menu={menu} /> : null
}

function OpenMenu({ menu: { nodeId, screen } }: { readonly menu: BranchMenu }) {
  return (
    <Menu
      open
      onOpenChange={(open) => !open && showBranchMenu(null)}
      trigger={<span aria-hidden className="fixed size-px" style={{ left: screen.x, top: screen.y }} />}
      groups={branchChoices(nodeId).map(({ heading, choices }) => ({
        heading,
        actions: choices.map((choice) => ({ label: choice.label, run: () => addBranch(nodeId, choice) })),
      }))}
    />
  )
}
