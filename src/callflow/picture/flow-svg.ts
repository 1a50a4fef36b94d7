import type { Callflow, FlowNode } from '../design/document.ts'
import { NODE_WIDTH } from '../design/layout.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { branchWords, nodeWords } from './flow-words.ts'

const BOX_HEIGHT = 64
const MARGIN = 40
const ROOT_HEIGHT = 56
const ROOT_GAP = 60

/** A callflow as a self-contained SVG picture, steps where the canvas has them. */
export function flowSvg(callflow: Callflow, design: DesignSnapshot): string {
  const nodes = Object.values(callflow.nodes)
  const left = Math.min(0, ...nodes.map(({ position }) => position.x)) - MARGIN
  const top = Math.min(0, ...nodes.map(({ position }) => position.y)) - ROOT_HEIGHT - ROOT_GAP - MARGIN
  const right = Math.max(NODE_WIDTH, ...nodes.map(({ position }) => position.x + NODE_WIDTH)) + MARGIN
  const bottom = Math.max(0, ...nodes.map(({ position }) => position.y + BOX_HEIGHT)) + MARGIN
  const entry = callflow.entry ? callflow.nodes[callflow.entry] : undefined
  const rootX = entry?.position.x ?? 0
  const rootY = top + MARGIN
  const parts = [
    ...(entry ? [curve(rootX + NODE_WIDTH / 2, rootY + ROOT_HEIGHT, entry)] : []),
    ...callflow.wires.flatMap((wire) => wireOf(callflow, wire, design)),
    rootBox(callflow, rootX, rootY),
    ...nodes.map((node) => nodeBox(node, design)),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${[left, top, right - left, bottom - top].map(Math.round).join(' ')}" font-family="Inter, system-ui, sans-serif">
<rect x="${Math.round(left)}" y="${Math.round(top)}" width="100%" height="100%" fill="#f6f7fa"/>
${parts.join('\n')}
</svg>
`
}

function rootBox({ name, numbers, patterns }: Callflow, x: number, y: number): string {
  return `<g><rect x="${x}" y="${y}" width="${NODE_WIDTH}" height="${ROOT_HEIGHT}" rx="10" fill="#fff" stroke="#5b5bd6" stroke-width="2"/>
${label(x + 14, y + 24, name, 14, 600)}
${label(x + 14, y + 43, [...numbers, ...patterns].join('  ') || 'no number', 12, 400, '#60646c')}</g>`
}

function nodeBox(node: FlowNode, design: DesignSnapshot): string {
  const { x, y } = node.position
  const { title, summary } = nodeWords(node, design)
  const dashed = node.disabled ? ' stroke-dasharray="5 4" opacity="0.6"' : ''
  return `<g${dashed}><rect x="${x}" y="${y}" width="${NODE_WIDTH}" height="${BOX_HEIGHT}" rx="10" fill="#fff" stroke="#cdced6"/>
${label(x + 14, y + 27, title, 13, 600)}
${label(x + 14, y + 46, summary, 12, 400, '#60646c')}</g>`
}

function wireOf({ nodes }: Callflow, wire: Callflow['wires'][number], design: DesignSnapshot): string[] {
  const [from, to] = [nodes[wire.from], nodes[wire.to]]
  if (!from || !to) return []
  const [x, y] = [from.position.x + NODE_WIDTH / 2, from.position.y + BOX_HEIGHT]
  const name = label(x + 6, y + 16, branchWords(from, wire.branch, design), 11, 400, '#60646c')
  return [curve(x, y, to), name]
}

function curve(x: number, y: number, to: FlowNode): string {
  const [endX, endY] = [to.position.x + NODE_WIDTH / 2, to.position.y]
  const bend = Math.max(30, Math.abs(endY - y) / 2)
  return `<path d="M ${x} ${y} C ${x} ${y + bend}, ${endX} ${endY - bend}, ${endX} ${endY}" fill="none" stroke="#8b8d98" stroke-width="1.5"/>`
}

function label(x: number, y: number, text: string, size: number, weight: number, fill = '#1c2024'): string {
  const shown = text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}">${escaped(shown)}</text>`
}

/** What fits a box at 12 px. */
const MAX_LABEL = 34

/** Names come from administrators and imports; control characters are not XML. */
function escaped(text: string): string {
  const plain = Array.from(text, (char) => ((char.codePointAt(0) ?? 0) < 0x20 ? ' ' : char)).join('')
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
