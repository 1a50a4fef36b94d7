import { CornerDownRight, LocateFixed, Plus, Unlink, X } from 'lucide-react'
import type { Callflow, FlowNode } from '../../callflow/design/document.ts'
import { moduleFor } from '../../callflow/modules/registry.ts'
import { connectSteps, disconnectWire, goToStep } from '../canvas/actions.ts'
import { addBranch, branchChoices } from '../canvas/branch-choices.ts'
import { branchesOf } from '../canvas/core/branches.ts'
import { wiresFrom } from '../canvas/core/graph.ts'
import { openQuickAdd, unpinBranch, useEditor } from '../canvas/editor-store.ts'
import { describeStep } from '../canvas/node-view.ts'
import { useDesignSnapshot } from '../store/design.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { Menu } from '../ui/menu.tsx'

/** The ways out of a step and where they lead; the keyboard's way to draw wires. */
export function BranchList({ flow, node }: { readonly flow: Callflow; readonly node: FlowNode }) {
  const design = useDesignSnapshot()
  const pinned = useEditor((state) => state.pinned.get(node.id))
  const wires = wiresFrom(flow, node.id)
  const { shown } = branchesOf({
    node,
    definition: moduleFor(node.type),
    design,
    wired: wires.map(({ branch }) => branch),
    ...(pinned ? { pinned } : {}),
  })
  const choices = branchChoices(node.id)
  if (shown.length === 0 && choices.length === 0) return null
  const options = Object.values(flow.nodes).map((other) => ({
    value: other.id,
    label: describeStep(other, design),
  }))
  return (
    <section aria-label="Branches" className="border-t border-line px-4 py-3">
      <div className="mb-1.5 flex items-center justify-between">
        <h3 className="text-label font-medium text-ink-soft">Where it goes</h3>
        {choices.length > 0 ? (
          <Menu
            align="end"
            trigger={
              <Button size="sm" variant="ghost" icon={Plus}>
                Branch
              </Button>
            }
            groups={choices.map((group) => ({
              heading: group.heading,
              actions: group.choices.map((choice) => ({ label: choice.label, run: () => addBranch(node.id, choice) })),
            }))}
          />
        ) : null}
      </div>
      <ul className="flex flex-col gap-2">
        {shown.map(({ name, label, optional }) => {
          const to = wires.find(({ branch }) => branch === name)?.to ?? null
          const source = { nodeId: node.id, branch: name }
          return (
            <li key={name}>
              <div className="mb-0.5 truncate text-small text-ink">{label}</div>
              <div className="flex items-center gap-1">
                <CornerDownRight aria-hidden size={13} className="shrink-0 text-ink-faint" />
                <Combobox
                  aria-label={`${label} leads to`}
                  value={to}
                  options={options}
                  placeholder="Nowhere: the call ends"
                  onChange={(next) => (next ? connectSteps(source, next) : disconnectWire(source))}
                  create={[
                    {
                      label: 'New step ...',
                      run: () =>
                        openQuickAdd({
                          screen: { x: innerWidth - 590, y: innerHeight / 3 },
                          drop: { kind: 'branch', source },
                        }),
                    },
                  ]}
                />
                {to ? (
                  <>
                    <IconButton size="sm" label="Go there" icon={LocateFixed} onClick={() => goToStep(to)} />
                    <IconButton size="sm" label="Disconnect" icon={Unlink} onClick={() => disconnectWire(source)} />
                  </>
                ) : optional ? (
                  <IconButton
                    size="sm"
                    label="Remove this branch"
                    icon={X}
                    onClick={() => unpinBranch(node.id, name)}
                  />
                ) : null}
              </div>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
