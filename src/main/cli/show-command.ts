import { writeFileSync } from 'node:fs'
import type { Callflow } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { flowSvg } from '../../callflow/picture/flow-svg.ts'
import { flowTree } from '../../callflow/picture/flow-tree.ts'
import { asJson, type CommandResult, UsageError } from './command.ts'
import { type DataDir, loadDesign, refusedLine } from './design-source.ts'

export interface ShowOptions {
  /** Where to put an SVG picture instead of printing the tree. */
  readonly svg?: string | undefined
  readonly json: boolean
  readonly dataDir: DataDir
}

/** `callwright show DESIGN [FLOW]`: a callflow by name, number or id as an indented tree; without one, the list of flows. */
export function showCommand(path: string, wanted: string | undefined, options: ShowOptions): CommandResult {
  const { design, refused, notes: more } = loadDesign(path, options.dataDir)
  const notes = [...refused.map(refusedLine), ...more]
  if (wanted === undefined) return { ...listed(design, options.json), notes }
  const callflow = findFlow(design, wanted)
  if (!callflow) throw new UsageError(`there is no callflow "${wanted}" in ${path}`)
  if (options.svg !== undefined) {
    writeFileSync(options.svg, flowSvg(callflow, design))
    return { output: `${options.svg}\n`, exitCode: 0, notes }
  }
  return { output: options.json ? asJson(callflow) : `${flowTree(callflow, design)}\n`, exitCode: 0, notes }
}

function listed(design: DesignSnapshot, json: boolean): CommandResult {
  const flows = design.list('callflow').map(({ id, name, numbers, patterns, nodes }) => ({
    id,
    name,
    numbers,
    patterns,
    steps: Object.keys(nodes).length,
  }))
  const lines = flows.map(
    (flow) => `${flow.name}  ${[...flow.numbers, ...flow.patterns].join(', ')}  ${flow.steps} steps`,
  )
  return { output: json ? asJson({ callflows: flows }) : `${lines.join('\n')}\n`, exitCode: 0 }
}

function findFlow(design: DesignSnapshot, wanted: string): Callflow | undefined {
  const flows = design.list('callflow')
  const lower = wanted.toLowerCase()
  return (
    design.find('callflow', wanted) ??
    flows.find(({ numbers }) => numbers.includes(wanted)) ??
    flows.find(({ name }) => name.toLowerCase() === lower)
  )
}
