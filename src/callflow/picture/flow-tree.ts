import type { Callflow } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { branchWords, nodeWords, wiresOf } from './flow-words.ts'

/** Deeper flows are cut: the tree is for reading. */
const MAX_DEPTH = 100

/** A callflow as an indented tree, a line a step. A step met again is named and not repeated. */
export function flowTree(callflow: Callflow, design: DesignSnapshot): string {
  const numbers = [...callflow.numbers, ...callflow.patterns].join(', ')
  const lines = [numbers === '' ? callflow.name : `${callflow.name} (${numbers})`]
  const seen = new Set<string>()
  const draw = (nodeId: string, branch: string, depth: number): void => {
    const node = callflow.nodes[nodeId]
    const indent = '  '.repeat(depth)
    const lead = branch === '' ? '' : `${branch}: `
    if (!node) return void lines.push(`${indent}${lead}(missing step)`)
    const { title, summary } = nodeWords(node, design)
    if (seen.has(nodeId)) return void lines.push(`${indent}${lead}-> ${title} (above)`)
    seen.add(nodeId)
    const off = node.disabled ? ' (off)' : ''
    lines.push(`${indent}${lead}${title}${summary === '' ? '' : ` · ${summary}`}${off}`)
    if (depth >= MAX_DEPTH) return
    for (const wire of wiresOf(callflow, nodeId)) draw(wire.to, branchWords(node, wire.branch, design), depth + 1)
  }
  if (callflow.entry) draw(callflow.entry, '', 1)
  const loose = Object.keys(callflow.nodes).filter((nodeId) => !seen.has(nodeId)).length
  if (loose > 0) lines.push(`  (${loose} ${loose === 1 ? 'step is' : 'steps are'} not reached)`)
  return lines.join('\n')
}
